package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Where a browser reads barcodes, the page does so by the camera; elsewhere it does not offer it.
 */
@Timeout(180)
class PhoneScansTest extends PhoneTest {
  /** Chromium without a window has no reader of its own; its camera shows a test picture. */
  private static final String READER =
      """
      window.BarcodeDetector = class {
        constructor({ formats }) {
          window.wanted = formats;
        }
        static async getSupportedFormats() {
          return ['code_128', 'qr_code'];
        }
        async detect(video) {
          const isFilming = video.videoWidth > 0 && video.srcObject.active;
          return isFilming && window.code !== undefined ? [{ rawValue: window.code }] : [];
        }
      };
      """;

  private void withReader() throws Exception {
    beforePages(READER);
    paired();
  }

  private void awaitCameraOff() {
    String isOff = "return document.getElementById('scan-video').srcObject === null";
    phone.await("the camera to be off", () -> !phone.isShown("scan") && (boolean) eval(isOff));
  }

  @Test
  void barcodeIsReadAsThePatient() throws Exception {
    withReader();
    phone.click("patient-scan");
    phone.await("the camera", () -> phone.isShown("scan"));
    look("scan");
    eval("window.code = 'ZAC5361'");
    awaitCameraOff();
    assertEquals("ZAC5361", phone.element("patient-id").getDomProperty("value"));
    assertEquals("The check digit of this NHI is right.", phone.text("patient-hint"));
    assertEquals("code_128,qr_code", eval("return String(wanted)"));
    assertTrue(phone.isShown("patient-form"), "a person still looks at it");
  }

  @Test
  void codeOfAPcIsReadAndAPersonAsked() throws Exception {
    withReader();
    phone.click("to-places");
    phone.click("place-add");
    phone.click("pair-scan");
    phone.await("the camera", () -> phone.isShown("scan"));
    eval("window.code = arguments[0]", practice.link());
    awaitCameraOff();
    phone.await("the question", () -> phone.text("pair-question").contains(practice.code()));
    assertEquals("qr_code", eval("return String(wanted)"));
  }

  @Test
  void whoGivesUpTypesInstead() throws Exception {
    withReader();
    phone.click("patient-scan");
    phone.await("the camera", () -> phone.isShown("scan"));
    phone.click("scan-cancel");
    awaitCameraOff();
    eval("navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('no'))");
    phone.click("patient-scan");
    awaitError("patient-error", "The camera cannot be used. Allow it for this page, or type");
  }

  @Test
  void browserThatReadsNoBarcodesOffersNone() throws Exception {
    paired();
    assertFalse(phone.isShown("patient-scan"));
  }
}
