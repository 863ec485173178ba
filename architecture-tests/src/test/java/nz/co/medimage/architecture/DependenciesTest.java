package nz.co.medimage.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.nio.channels.NetworkChannel;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.runtime.DaemonThreads;

/** What may depend on what. */
@AnalyzeClasses(packages = "nz.co.medimage", importOptions = ImportOption.DoNotIncludeTests.class)
final class DependenciesTest {
  private static final String OURS = "nz.co.medimage.";

  /** Of this project a module uses itself and what is named here. */
  private static ArchRule only(String module, String... others) {
    String[] allowed =
        Stream.concat(Stream.of(module), Arrays.stream(others))
            .map(name -> OURS + name + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(OURS + module + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("nz.co.medimage..").and(not(resideInAnyPackage(allowed))))
        .because("of this project " + module + " may use " + Arrays.toString(others) + " alone");
  }

  @ArchTest
  static final ArchRule apiStandsAlone =
      classes()
          .that()
          .resideInAPackage(OURS + "api..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(OURS + "api..", "java..", "org.jspecify.annotations..");

  @ArchTest static final ArchRule runtime = only("runtime", "api");
  @ArchTest static final ArchRule crypto = only("crypto", "api", "runtime");
  @ArchTest static final ArchRule store = only("store", "api");
  @ArchTest static final ArchRule sender = only("sender", "api", "runtime", "crypto");
  @ArchTest static final ArchRule capture = only("capture", "api");
  @ArchTest static final ArchRule receiver = only("receiver", "api", "runtime", "crypto", "store");
  @ArchTest static final ArchRule transportHttp = only("transport.http", "api", "runtime");

  @ArchTest
  static final ArchRule transportWifi = only("transport.wifi", "api", "runtime", "transport.http");

  @ArchTest
  static final ArchRule transportRelay =
      only("transport.relay", "api", "runtime", "transport.http");

  @ArchTest static final ArchRule relay = only("relay", "api", "runtime", "transport.http");
  @ArchTest static final ArchRule sinkFolders = only("sink.folders", "api", "runtime", "store");

  @ArchTest
  static final ArchRule sinkPractice =
      only("sink.practice", "api", "runtime", "store", "filter.resize");

  @ArchTest static final ArchRule sinkHl7 = only("sink.hl7", "api", "runtime", "store");
  @ArchTest static final ArchRule observerNotify = only("observer.notify", "api", "runtime");
  @ArchTest static final ArchRule filterResize = only("filter.resize", "api");
  @ArchTest static final ArchRule filterRun = only("filter.run", "api");

  @ArchTest
  static final ArchRule console = only("console", "api", "runtime", "receiver", "transport.http");

  @ArchTest static final ArchRule testkit = only("testkit", "api");

  @ArchTest
  static final ArchRule cryptoKnowsNoNetwork =
      noClasses()
          .that()
          .resideInAPackage(OURS + "crypto..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "okhttp3..",
                      "org.eclipse.jetty..",
                      "javax.jmdns..",
                      "java.net..",
                      "javax.net..")
                  .or(assignableTo(NetworkChannel.class)));

  @ArchTest
  static final ArchRule transportsKnowNoPhotoAndNoKey =
      noClasses()
          .that()
          .resideInAPackage(OURS + "transport..")
          .should()
          .dependOnClassesThat(
              belongToAnyOf(Photo.class, PatientTag.class, Manifest.class, StagedPhoto.class)
                  .or(resideInAPackage(OURS + "crypto..")))
          .because("what a transport never holds it cannot give away");

  @ArchTest
  static final ArchRule sinksKnowNoEnvelope =
      noClasses()
          .that()
          .resideInAPackage(OURS + "sink..")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(SealedEnvelope.class, Link.class, Transport.class, ListenerContext.class)
          .because("a sink takes a photo that is open and checked, however it came");

  @ArchTest
  static final ArchRule apiAndCryptoDoNotLog =
      noClasses()
          .that()
          .resideInAnyPackage(OURS + "api..", OURS + "crypto..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.slf4j..", "java.util.logging..");

  @ArchTest
  static final ArchRule filesAreWrittenThroughNioAlone =
      noClasses()
          .that()
          .resideInAnyPackage(
              OURS + "api..",
              OURS + "runtime..",
              OURS + "crypto..",
              OURS + "sender..",
              OURS + "receiver..",
              OURS + "relay..",
              OURS + "sink..",
              OURS + "filter.resize..",
              OURS + "store..")
          // It only asks, and java.nio cannot tell without the table of mounts.
          .and()
          .doNotHaveFullyQualifiedName("nz.co.medimage.api.file.DiskSpace")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(
              File.class,
              FileInputStream.class,
              FileOutputStream.class,
              FileReader.class,
              FileWriter.class,
              RandomAccessFile.class)
          .because("tests run them on a file system that halts the process");

  /** Files.walkFileTree hands such failures to its visitor. */
  @ArchTest
  static final ArchRule foldersAreListedInOnePlace =
      noClasses()
          .that()
          .doNotBelongToAnyOf(Folders.class)
          .and()
          .resideOutsideOfPackage(OURS + "testkit..")
          .should()
          .callMethodWhere(
              target(owner(equivalentTo(Files.class)))
                  .and(target(nameMatching("newDirectoryStream|list|walk|find"))))
          .because("a disk that fails in the middle of a listing throws unchecked there");

  @ArchTest
  static final ArchRule threadsAreMadeInOnePlace =
      noClasses()
          .that()
          .doNotBelongToAnyOf(DaemonThreads.class)
          .and()
          .resideOutsideOfPackage(OURS + "testkit..")
          .should()
          .callCodeUnitWhere(describe("a thread is made", DependenciesTest::makesThread))
          .because("they are named, daemons, and tell what nobody caught");

  @ArchTest
  static final ArchRule nothingOfTinkThatNeedsGson =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAPackage("com.google.crypto.tink.jwt..")
                  .or(
                      nameMatching(
                          "com\\.google\\.crypto\\.tink\\..*Json.*|.*\\.tink\\..*JwkSet.*")))
          .because("Gson is left out of what a sender brings");

  @ArchTest
  static final ArchRule picturesAreReadInFewPlaces =
      noClasses()
          .that()
          .resideOutsideOfPackages(OURS + "filter.resize..", OURS + "testkit..")
          .and()
          .doNotHaveFullyQualifiedName("nz.co.medimage.cli.SamplePhoto")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.awt..", "javax.imageio..", "javax.swing..", "java.beans..")
          .because("all else runs on a Java without the module java.desktop");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().assignedFrom(new PackagesWithTheirInside()).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule namesSayWhatATypeDoes =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Manager");

  /** A thread, or a pool that is left to make its threads itself. */
  private static boolean makesThread(JavaCall<?> call) {
    JavaClass owner = call.getTargetOwner();
    boolean isConstructor = call.getTarget().getName().equals("<init>");
    if (owner.isEquivalentTo(CompletableFuture.class)) {
      return call.getName().endsWith("Async") && takesNo(Executor.class, call);
    }
    if (owner.isEquivalentTo(Executors.class)) {
      return takesNo(ThreadFactory.class, call);
    }
    if (owner.isAssignableTo(ExecutorService.class)) {
      return isConstructor && takesNo(ThreadFactory.class, call);
    }
    return isConstructor
        && (owner.isAssignableTo(Thread.class) || owner.isEquivalentTo(Timer.class));
  }

  private static boolean takesNo(Class<?> type, JavaCall<?> call) {
    return call.getTarget().getRawParameterTypes().stream()
        .noneMatch(taken -> taken.isEquivalentTo(type));
  }

  /** An internal package counts with the package that it is the inside of. */
  private static final class PackagesWithTheirInside implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String name = type.getPackageName();
      return name.startsWith("nz.co.medimage")
          ? SliceIdentifier.of(name.replaceFirst("\\.internal(\\..*)?$", ""))
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "packages with their inside";
    }
  }
}
