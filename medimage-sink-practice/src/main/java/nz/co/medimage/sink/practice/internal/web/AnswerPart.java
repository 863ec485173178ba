package nz.co.medimage.sink.practice.internal.web;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JsonSmartJsonProvider;
import com.jayway.jsonpath.spi.mapper.JsonSmartMappingProvider;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.xpath.XPathEvaluationResult;
import javax.xml.xpath.XPathExpression;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import javax.xml.xpath.XPathFactoryConfigurationException;
import javax.xml.xpath.XPathNodes;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Node;

/** The whole of an answer, or one record in it. Not for use by several threads at once. */
sealed interface AnswerPart {
  /** What a path selects, in order. */
  List<AnswerPart> select(AnswerPath path);

  /** Its text, if it is a single value; null if not, or if it is null. */
  @Nullable String text();

  /** Its members as JSON, each a text, if it is an object of single values; null if not. */
  default @Nullable String json() {
    return null;
  }

  /** Whether it is {@link #nothing}. */
  default boolean isNothing() {
    return this instanceof Json json && json.value() == null;
  }

  /** Whether it is there and is neither false nor null. */
  boolean isTrue();

  /** The texts that a path selects, in order. */
  default List<String> texts(AnswerPath path) {
    return select(path).stream().map(AnswerPart::text).filter(Objects::nonNull).toList();
  }

  /** An answer that is neither JSON nor XML: no path selects anything in it. */
  static AnswerPart nothing() {
    return new Json(null);
  }

  /** A value of JSON: {@link Map}, {@link List}, {@link String}, {@link Number} ... */
  record Json(@Nullable Object value) implements AnswerPart {
    private static final Configuration CONFIGURATION =
        Configuration.builder()
            .jsonProvider(new JsonSmartJsonProvider())
            .mappingProvider(new JsonSmartMappingProvider())
            .options(EnumSet.of(Option.ALWAYS_RETURN_LIST, Option.SUPPRESS_EXCEPTIONS))
            .build();

    @Override
    public List<AnswerPart> select(AnswerPath path) {
      JsonPath json = path.json();
      if (json == null || value == null) {
        return List.of();
      }
      if (path.text().equals("$")) {
        return List.of(this);
      }
      List<?> found = JsonPath.using(CONFIGURATION).parse(value).read(json);
      List<AnswerPart> parts = new ArrayList<>();
      found.forEach(each -> parts.add(new Json(each)));
      return parts;
    }

    @Override
    public @Nullable String text() {
      return value instanceof Map || value instanceof List || value == null
          ? null
          : value.toString();
    }

    @Override
    public @Nullable String json() {
      return value instanceof Map<?, ?> map ? AnswerJson.fields(map) : null;
    }

    @Override
    public boolean isTrue() {
      return value != null && !Boolean.FALSE.equals(value);
    }
  }

  /** A node of XML. */
  record Xml(Node node) implements AnswerPart {
    @Override
    public List<AnswerPart> select(AnswerPath path) {
      if (path.isJson()) {
        return List.of();
      }
      try {
        XPathEvaluationResult<?> result = xpath(path.text()).evaluateExpression(node);
        List<AnswerPart> parts = new ArrayList<>();
        if (result.value() instanceof XPathNodes nodes) {
          nodes.forEach(each -> parts.add(new Xml(each)));
        } else {
          parts.add(new Json(result.value()));
        }
        return parts;
      } catch (XPathExpressionException e) {
        return List.of();
      }
    }

    @Override
    public String text() {
      String text = node.getNodeType() == Node.DOCUMENT_NODE ? null : node.getTextContent();
      return text == null ? "" : text.strip();
    }

    @Override
    public boolean isTrue() {
      return true;
    }
  }

  /** An expression; one is for one thread. */
  static XPathExpression xpath(String text) throws XPathExpressionException {
    XPathFactory factory = XPathFactory.newDefaultInstance();
    try {
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    } catch (XPathFactoryConfigurationException e) {
      throw new IllegalStateException("each Java has secure processing", e);
    }
    return factory.newXPath().compile(text);
  }
}
