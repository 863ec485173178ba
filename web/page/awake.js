// Keeps the screen on while something is sent: a phone sends nothing with its screen off.

/** @param {import('../medimage/sender.js').Sender} sender */
export function keepAwake(sender) {
  /** @type {WakeLockSentinel | null} */
  let lock = null;
  let asking = false;
  const look = async () => {
    const sends = sender.deliveries().some(({ state }) => state === 'sending');
    if (asking || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) {
      return;
    }
    asking = true;
    try {
      if (sends && (lock === null || lock.released)) {
        lock = await navigator.wakeLock.request('screen');
      } else if (!sends && lock !== null) {
        await lock.release();
        lock = null;
      }
    } catch {
      // The battery is low, mostly; what is sent is the same.
    } finally {
      asking = false;
    }
  };
  sender.onChange(() => void look());
  document.addEventListener('visibilitychange', () => void look());
}
