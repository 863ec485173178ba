package nz.co.medimage.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar and into the module's descriptor. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    if (version == null && Version.class.getModule().isNamed()) {
      version = Version.class.getModule().getDescriptor().rawVersion().orElse(null);
    }
    return new String[] {"medimage " + (version == null ? "(not from a jar)" : version)};
  }
}
