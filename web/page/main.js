// Starts the page.

import { keyOf } from '../medimage/errors.js';
import { isSupported } from '../medimage/hpke.js';
import { Sender } from '../medimage/sender.js';
import { keepAwake } from './awake.js';
import { DeliveryList } from './deliveries.js';
import { announce, button, element, setText } from './dom.js';
import { Notices } from './notices.js';
import { PairScreen } from './pair.js';
import { PatientStep } from './patient.js';
import { PhotoStep } from './photos.js';
import { PlacesScreen } from './places.js';
import { show, shown } from './screens.js';
import { holdTab } from './tab.js';
import { fillTexts, t } from './text.js';
import { UnsentPhotos } from './unsent.js';

/** @param {string} why a key */
function unsupported(why) {
  delete (/** @type {{ pairingLink?: string }} */ (window).pairingLink);
  setText(element('unsupported-why'), t(why));
  show('unsupported');
}

async function start() {
  fillTexts(document);
  if (!isSecureContext || globalThis.crypto?.subtle === undefined) {
    unsupported('unsupported.insecure');
  } else if (!(await isSupported()) || navigator.locks === undefined) {
    unsupported('unsupported.x25519');
  } else {
    await open();
  }
}

async function open() {
  const sender = await Sender.open().catch((e) => keyOf(e));
  if (sender instanceof Sender) {
    await run(sender);
  } else {
    unsupported('problem.' + sender);
    button('unsupported-reload').hidden = false;
    button('unsupported-reload').onclick = () => void reload();
  }
}

/** @param {Sender} sender */
async function run(sender) {
  holdTab();
  const notices = new Notices(sender, () => void reload());
  const list = new DeliveryList(sender);
  const patient = new PatientStep(sender, {
    chosen: () => photos.count,
    onChange: () => {
      photos.render();
      unsent.render();
    },
    onSure: (whose) => photos.relabel(whose),
    onTyped: () => unsent.patientTyped(),
  });
  const photos = new PhotoStep(sender, patient);
  const unsent = new UnsentPhotos(sender, patient, (chosen) => photos.choose(chosen));
  const home = () => show(sender.pairings().length === 0 ? 'pair' : 'photo');
  const pair = new PairScreen(sender, (name) => {
    home();
    if (name !== '') {
      announce(t('pair.done', { name }));
      void notices.checkStorage({ ask: true });
    }
  });
  const places = new PlacesScreen(sender, () => pair.open());
  const render = () => {
    list.render();
    notices.render();
    places.render();
    element('to-photo').parentElement?.toggleAttribute('hidden', sender.pairings().length === 0);
    if (sender.pairings().length === 0 && shown() !== 'pair') {
      pair.open();
    }
  };
  let receivers = '';
  sender.onChange(() => {
    const now = JSON.stringify(sender.pairings());
    if (now !== receivers) {
      receivers = now;
      void photos.renderReceivers();
    }
    render();
  });
  addEventListener('online', render);
  addEventListener('offline', render);
  button('to-photo').onclick = home;
  button('to-places').onclick = () => show('places');
  await photos.renderReceivers();
  await unsent.look();
  // Whose photos were left unsent is said anew, also if it was typed a moment ago.
  await (unsent.count === 0 ? patient.restore() : patient.askAnew());
  render();
  openLink(sender, pair);
  keepAwake(sender);
  goOn(sender);
  await Promise.all([notices.checkStorage({ ask: false }), offline(notices)]);
}

/** Opens with a link if there is one. @param {Sender} sender @param {PairScreen} pair */
function openLink(sender, pair) {
  const taken = /** @type {{ pairingLink?: string }} */ (window);
  const { pairingLink } = taken;
  delete taken.pairingLink;
  addEventListener('hashchange', () => {
    const link = location.href;
    if (location.hash.length > 1) {
      history.replaceState(null, '', location.pathname + location.search);
      pair.openLink(link);
    }
  });
  if (pairingLink !== undefined) {
    pair.openLink(pairingLink);
  } else if (sender.pairings().length === 0) {
    pair.open();
  } else {
    show('photo', { focus: false });
  }
}

/** Tries at once when the network or the person is back. @param {Sender} sender */
function goOn(sender) {
  addEventListener('online', () => sender.tryNow());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') {
      sender.tryNow();
    }
  });
}

/** Lets the page open without a network. @param {Notices} notices */
async function offline(notices) {
  if (!('serviceWorker' in navigator)) {
    return;
  }
  try {
    const registration = await navigator.serviceWorker.register('service-worker.js');
    const look = () => {
      if (registration.waiting !== null && navigator.serviceWorker.controller !== null) {
        notices.updateIsReady();
      }
    };
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', look);
    });
    look();
  } catch {
    // Without it the page works as long as there is a network.
  }
}

async function reload() {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration?.waiting) {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload());
    registration.waiting.postMessage('activate');
  } else {
    location.reload();
  }
}

void start();
