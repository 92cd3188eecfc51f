package vn.gov.populationregistry;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads XML that a stranger sent: no document type, so no entities of its own and nothing fetched from elsewhere. */
final class Xml {

    private Xml() {}

    /** The root element, or nothing where the text is not well-formed or has a document type. */
    static @Nullable Element parse(String text) {
        try {
            var factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            // The default one prints what it complains about, which may be somebody's name.
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(new InputSource(new StringReader(text))).getDocumentElement();
        } catch (SAXException notWellFormed) {
            return null;
        } catch (ParserConfigurationException | IOException impossible) {
            throw new IllegalStateException("the JDK's parser knows these features and reads from memory", impossible);
        }
    }

    static boolean is(Node node, String namespace, String name) {
        return name.equals(node.getLocalName()) && namespace.equals(node.getNamespaceURI());
    }

    static List<Element> children(Element parent) {
        var children = new ArrayList<Element>();
        for (var child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    /** The text of an element that holds nothing else, or nothing where it holds elements. */
    static @Nullable String text(Element element) {
        return children(element).isEmpty() ? element.getTextContent() : null;
    }
}
