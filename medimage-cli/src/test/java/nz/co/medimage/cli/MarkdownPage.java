package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown file of the project.
 *
 * @param path below the root of the project
 * @param blocks the fenced blocks
 * @param prose all other lines; a line of a block is empty here, so that indices are line numbers
 */
record MarkdownPage(Path path, List<Block> blocks, List<String> prose) {
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Set<String> SKIPPED = Set.of("target", "node_modules");
  private static final Pattern FENCE = Pattern.compile("^\\s*```(.*)$");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK =
      Pattern.compile("(?<!!)\\[(?:[^\\[\\]]|\\[[^\\]]*\\])*\\]\\(([^)\\s]+)\\)");

  /**
   * A fenced block.
   *
   * @param page its page below the root
   * @param line of its first line, from 0
   */
  record Block(Path page, String language, int line, List<String> lines) {
    String text() {
      return String.join("\n", lines) + "\n";
    }

    /** For messages. */
    @Override
    public String toString() {
      return page + ":" + (line + 1);
    }
  }

  /** All pages of the project whose path fits. */
  static List<MarkdownPage> all(Predicate<String> fits) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean skipped = SKIPPED.contains(name) || name.startsWith(".");
            return skipped && !folder.equals(ROOT)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".md")) {
              found.add(ROOT.relativize(file));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    List<MarkdownPage> pages = new ArrayList<>();
    for (Path path : found.stream().sorted().toList()) {
      if (fits.test(path.toString().replace('\\', '/'))) {
        pages.add(read(path));
      }
    }
    return pages;
  }

  static MarkdownPage read(Path path) throws IOException {
    return parse(path, Files.readAllLines(ROOT.resolve(path)));
  }

  static MarkdownPage parse(Path path, List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    List<String> prose = new ArrayList<>();
    Block open = null;
    for (int i = 0; i < lines.size(); i++) {
      Matcher fence = FENCE.matcher(lines.get(i));
      boolean inside = open != null;
      if (!fence.matches() && inside) {
        open.lines().add(lines.get(i));
      } else if (fence.matches()) {
        open = inside ? null : new Block(path, fence.group(1).strip(), i + 1, new ArrayList<>());
        if (open != null) {
          blocks.add(open);
        }
      }
      prose.add(inside || fence.matches() ? "" : lines.get(i));
    }
    return new MarkdownPage(path, blocks, prose);
  }

  List<Block> blocks(String language) {
    return blocks.stream().filter(block -> block.language().equals(language)).toList();
  }

  /** The texts between backquotes, each on one line or on two. */
  List<String> code() {
    return CODE.matcher(String.join("\n", prose))
        .results()
        .map(found -> found.group(1).replaceAll("\\s+", " "))
        .toList();
  }

  /** Where the links outside of code lead. */
  List<String> links() {
    String text = CODE.matcher(String.join("\n", prose)).replaceAll("x");
    return LINK.matcher(text).results().map(found -> found.group(1)).toList();
  }

  /** What a link can name after {@code #}, made of the headings as GitHub does. */
  Set<String> anchors() {
    Set<String> anchors = new HashSet<>();
    for (String line : prose) {
      if (line.matches("#{1,6} .*")) {
        String name = line.replaceFirst("#+ +", "").strip().toLowerCase(Locale.ROOT);
        String anchor = name.replaceAll("[^\\p{L}\\p{N}\\s_-]", "").replace(' ', '-');
        int number = 1;
        String next = anchor;
        while (!anchors.add(next)) {
          next = anchor + "-" + number++;
        }
      }
    }
    return anchors;
  }
}
