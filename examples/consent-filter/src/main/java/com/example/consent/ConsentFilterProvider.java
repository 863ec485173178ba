package com.example.consent;

import java.util.List;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.FilterProvider;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.Setting;

/** Makes {@link ConsentFilter}s from {@code receiver.json}. */
public final class ConsentFilterProvider implements FilterProvider {

  @Override
  public String id() {
    return "consent";
  }

  @Override
  public String displayName() {
    return "Consent";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.text("word")
            .defaultValue("consent")
            .help("The word of the tag that says that the patient agreed."));
  }

  @Override
  public PhotoFilter create(AddOnContext context) {
    return new ConsentFilter(context.id(), context.settings().text("word"));
  }
}
