package nz.co.medimage.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageScriptTest {
  private static String served(String script) {
    return new String(PageScript.compact(script.getBytes(UTF_8)), UTF_8);
  }

  @Test
  void commentsOnLinesOfTheirOwnAreLeftOut() {
    assertEquals(
        "const a = 1;\nexport { a };\n",
        served(
            """
            // A word.
            const a = 1;

            /** @type {string} */
            /**
             * Both.
             * @param {number} b */
              // c
            export { a };
            """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "const a = 'no end'",
        "const url = 'https://relay.example'; // a relay\n",
        "a /** b */ + c\n",
        "const a = `/** @type {string} */`;\n",
        "const product = a\n* b;\n",
        "const a = `\n  FF00\n`;\r\n",
      })
  void allElseStaysAsItIs(String script) {
    assertEquals(script, served(script));
  }

  @Test
  void typesWithinLinesAreLeftOut() {
    assertEquals(
        "const f = (a) => (a);\n",
        served("const f = (/** @type {'x' | 'y'} */ a) => /** @type {any} */ (a);\n"));
  }

  @Test
  void pagesAreServedWithoutIndents() {
    byte[] page = "<p>\n\t  <b>a</b>\n</p>\n".getBytes(UTF_8);
    assertEquals("<p>\n<b>a</b>\n</p>\n", new String(PageScript.withoutIndents(page), UTF_8));
  }

  @Test
  void linesBeginWithoutWhiteSpaceButInTemplates() {
    assertEquals(
        "if (a) {\nb(`x`, `\n  FF00 ${c}\n\n`);\nd();\n}\n",
        served("if (a) {\n  b(`x`, `\n  FF00 ${c}\n\n`);\n\n  d();\n}\n"));
  }
}
