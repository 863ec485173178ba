package nz.co.medimage.sink.hl7;

import java.io.IOException;

/** How an answer gets lost. Most of them lose it for a photo that was filed. */
enum LostAnswer implements MllpListener.Fault {
  NO_ANSWER {
    @Override
    public void happen(MllpListener.Conversation c, String id) throws IOException {
      c.file();
    }
  },
  CLOSED_BEFORE_FILING {
    @Override
    public void happen(MllpListener.Conversation c, String id) throws IOException {
      c.close();
    }
  },
  CLOSED_AFTER_FILING {
    @Override
    public void happen(MllpListener.Conversation c, String id) throws IOException {
      c.file();
      c.close();
    }
  },
  RESET {
    @Override
    public void happen(MllpListener.Conversation c, String id) throws IOException {
      c.file();
      c.reset();
    }
  },
  ANSWER_TO_ANOTHER {
    @Override
    public void happen(MllpListener.Conversation c, String id) throws IOException {
      c.answer("AA", "ANOTHER", "");
    }
  },
  REFUSAL_OF_ANOTHER {
    @Override
    public void happen(MllpListener.Conversation c, String id) throws IOException {
      c.file();
      c.answer("AE", "ANOTHER", "ERR|||204|E\r");
    }
  },
  GARBAGE {
    @Override
    public void happen(MllpListener.Conversation c, String id) throws IOException {
      c.file();
      c.send("\u000bHTTP/1.1 400 Bad Request\u001c\r");
    }
  },
  NO_START {
    @Override
    public void happen(MllpListener.Conversation c, String id) throws IOException {
      c.file();
      c.send("MSH|^~\\&|X\rMSA|AA|" + id + "\r\u001c\r");
      c.close();
    }
  },
  NO_END {
    @Override
    public void happen(MllpListener.Conversation c, String id) throws IOException {
      c.file();
      c.send("\u000bMSH|^~\\&|X\rMSA|AA|" + id + "\r");
      c.close();
    }
  },
  TOO_LONG {
    @Override
    public void happen(MllpListener.Conversation c, String id) throws IOException {
      c.file();
      c.send("\u000bMSH|^~\\&|" + "x".repeat(1 << 17));
    }
  };

  static final String SHORT = "700ms";

  /** The time limit with which the answer is soon known to be lost. */
  String timeout() {
    return this == NO_ANSWER ? SHORT : "30s";
  }
}
