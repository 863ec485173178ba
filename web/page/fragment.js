// Takes the pairing link out of the address bar before anything else happens, so that the code is
// in no history and on no screenshot. A classic script: modules run later.
(() => {
  if (location.hash.length > 1) {
    Object.defineProperty(window, 'pairingLink', { value: location.href, configurable: true });
    history.replaceState(null, '', location.pathname + location.search);
  }
})();
