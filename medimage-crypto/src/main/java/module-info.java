/** Seals photos end to end, opens them again, pairs devices by code, and keeps keys at rest. */
module nz.co.medimage.crypto {
  requires transitive nz.co.medimage.api;
  requires static org.jspecify;
  requires com.google.crypto.tink;
  requires com.squareup.moshi;
  requires kotlin.stdlib; // of Okio and Moshi, which have no descriptors that say so
  requires nz.co.medimage.runtime;
  requires okio;
  requires org.bouncycastle.provider;

  exports nz.co.medimage.crypto;
  exports nz.co.medimage.crypto.envelope;
}
