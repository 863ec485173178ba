package com.example.consent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.FilterContract;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules for each filter, and what is special about this one. */
final class ConsentFilterTest extends FilterContract {

  @Override
  protected PhotoFilter open(Path folder) throws IOException {
    ConsentFilterProvider provider = new ConsentFilterProvider();
    return provider.create(new FakeAddOnContext(provider, Map.of(), folder));
  }

  @Override
  protected StagedPhoto prepare(StagedPhoto photo) {
    return photo.withManifest(
        photo.manifest().toBuilder().tag(PatientTag.parse("#ZAC5361 arm Consent")).build());
  }

  @Test
  void photoWithoutConsentIsRejectedWithASentence(@TempDir Path folder) throws IOException {
    StagedPhoto photo =
        TestPhotos.staged(folder, TestPhotos.photoId(1), "#ZAC5361 arm", TestPhotos.jpeg(1));
    PhotoFilter filter = open(folder);
    PhotoRejectedException rejection =
        assertThrows(PhotoRejectedException.class, () -> filter.apply(photo));
    assertEquals(ConsentFilter.NO_CONSENT, rejection.code());
    assertEquals(
        "No consent: ask the patient, and send it again with the word consent.",
        rejection.getMessage());
  }
}
