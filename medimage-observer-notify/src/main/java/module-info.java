/**
 * Two observers of a receiver: {@code notify} tells people of trouble with photos, once when it
 * starts and once when it ends; {@code log} keeps a log in plain English.
 */
module nz.co.medimage.observer.notify {
  requires transitive nz.co.medimage.api;
  requires static org.jspecify;
  requires com.squareup.moshi;
  requires kotlin.stdlib; // of OkHttp, Okio and Moshi, which have no descriptors that say so
  requires nz.co.medimage.runtime;
  requires okhttp3;
  requires okio;

  exports nz.co.medimage.observer.notify;

  provides nz.co.medimage.api.spi.ReceiverObserverProvider with
      nz.co.medimage.observer.notify.NotifyObserverProvider,
      nz.co.medimage.observer.notify.LogObserverProvider;
}
