package nz.co.medimage.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles the Java of pages by the rule that CONTRIBUTING.md states: a block that begins with a
 * package is a file; the imports of a page hold for all its other blocks; one with types is a file
 * of the page's own package; statements are, in their order, the body of one method.
 */
final class PageCompiler {
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern MODULE = Pattern.compile("\\A\\s*(open )?module ");
  private static final Pattern TYPE =
      Pattern.compile("^((public|final|abstract|sealed) )*(class|interface|record|enum) (\\w+)");

  private final List<Source> sources = new ArrayList<>();

  /** A file as the compiler sees it, with each line where the page has it. */
  static final class Source extends SimpleJavaFileObject {
    private final Path page;
    private final String text;

    Source(Path page, String name, int line, String text) {
      super(URI.create("page:///" + name + ".java"), Kind.SOURCE);
      this.page = page;
      this.text = "\n".repeat(line) + text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }

    @Override
    public String getName() {
      return page.toString();
    }

    boolean needsTestkit() {
      return text.contains("nz.co.medimage.testkit");
    }
  }

  PageCompiler add(MarkdownPage page) {
    String folder = page.path().toString().toLowerCase(Locale.ROOT).replaceAll("\\W+", "_");
    List<MarkdownPage.Block> java = page.blocks("java");
    Set<String> imports = new TreeSet<>();
    java.stream()
        .filter(block -> !PACKAGE.matcher(block.text()).find())
        .flatMap(block -> block.lines().stream())
        .filter(line -> line.startsWith("import "))
        .forEach(imports::add);
    String head = "package pages." + folder + "; " + String.join(" ", imports);
    List<String> body = new ArrayList<>(Collections.nCopies(page.prose().size(), ""));
    boolean hasStatements = false;
    for (MarkdownPage.Block block : java) {
      List<String> lines = block.lines().stream().map(PageCompiler::withoutImport).toList();
      if (MODULE.matcher(block.text()).find()) {
        continue;
      }
      Matcher type = TYPE.matcher("");
      String name = lines.stream().filter(line -> type.reset(line).find()).findFirst().orElse("");
      if (PACKAGE.matcher(block.text()).find()) {
        sources.add(new Source(page.path(), nameOf(name), block.line(), block.text()));
      } else if (!name.isEmpty()) {
        String file = head + " " + String.join("\n", lines);
        sources.add(new Source(page.path(), nameOf(name), block.line(), file));
      } else {
        for (int i = 0; i < lines.size(); i++) {
          body.set(block.line() + i, lines.get(i));
        }
        hasStatements = true;
      }
    }
    if (hasStatements) {
      String text = head + " class Page { void run() throws Exception {";
      sources.add(new Source(page.path(), "Page", 0, text + String.join("\n", body) + "}}"));
    }
    return this;
  }

  private static String withoutImport(String line) {
    return line.startsWith("import ") ? "" : line;
  }

  private static String nameOf(String declaration) {
    Matcher type = TYPE.matcher(declaration);
    return type.find() ? type.group(4) : "Page";
  }

  /** What the compiler says of all pages, in one call. */
  List<String> compileInto(Path folder) throws IOException {
    String path = System.getProperty("java.class.path");
    return compile(sources, List.of("-cp", path, "-d", folder.toString()));
  }

  /** What it says of a module with those files of a page that only an add-on's jar holds. */
  List<String> compileModule(MarkdownPage page, String modulePath, Path folder) throws IOException {
    List<Source> module = new ArrayList<>();
    for (MarkdownPage.Block block : page.blocks("java")) {
      if (MODULE.matcher(block.text()).find()) {
        module.add(new Source(page.path(), "module-info", block.line(), block.text()));
      }
    }
    sources.stream()
        .filter(source -> source.page.equals(page.path()) && !source.needsTestkit())
        .forEach(module::add);
    return compile(module, List.of("-p", modulePath, "-d", folder.toString()));
  }

  /** What the compiler says of files. */
  static List<String> compile(List<Source> sources, List<String> options) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    List<String> all = new ArrayList<>(List.of("-proc:none", "--release", "17"));
    all.addAll(List.of("-Xlint:deprecation,removal,unchecked"));
    all.addAll(options);
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(said, Locale.ROOT, StandardCharsets.UTF_8)) {
      compiler.getTask(null, files, said, all, null, sources).call();
    }
    return said.getDiagnostics().stream()
        .filter(each -> each.getKind() != Diagnostic.Kind.NOTE)
        .map(PageCompiler::told)
        .toList();
  }

  private static String told(Diagnostic<? extends JavaFileObject> said) {
    String where = said.getSource() == null ? "" : said.getSource().getName();
    return where + ":" + said.getLineNumber() + ": " + said.getMessage(Locale.ROOT);
  }
}
