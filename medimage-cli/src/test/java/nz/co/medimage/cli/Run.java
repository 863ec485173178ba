package nz.co.medimage.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One call of the command within this process, and what it printed. */
record Run(int exit, String out, String err) {

  static Run of(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    int exit = Medimage.run(new PrintWriter(out), new PrintWriter(err), words);
    return new Run(exit, out.toString(), err.toString());
  }
}
