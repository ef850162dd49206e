using System.Diagnostics.CodeAnalysis;
using System.Xml;
using System.Xml.Linq;

namespace Telephony.Ivr.Import;

/// <summary>TwiML as it comes: XML without document types or entities of its own, of bounded length.</summary>
internal static class TwimlText
{
    private const int LongestText = 1_000_000;

    /// <param name="why">A sentence.</param>
    public static bool TryRead(string xml, [NotNullWhen(true)] out XElement? response, out string why)
    {
        (response, why) = (null, "");
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LongestText });
            response = XDocument.Load(reader).Root ?? throw new XmlException("it has no element");
        }
        catch (XmlException broken)
        {
            why = $"The text is no XML: {broken.Message}";
            return false;
        }
        if (response.Name.LocalName == "Response") return true;
        why = $"The root element is {response.Name.LocalName}; that of TwiML is Response.";
        return false;
    }

    /// <summary>What is within Say, as SSML: without the namespace of the document.</summary>
    public static string Ssml(XElement say) => $"<speak>{string.Concat(say.Nodes().Select(static node => node is XElement element ? Bare(element).ToString(SaveOptions.DisableFormatting) : node.ToString()))}</speak>";

    private static XElement Bare(XElement element) => new(element.Name.LocalName, element.Attributes().Where(static a => !a.IsNamespaceDeclaration), element.Nodes().Select(static node => node is XElement inner ? (object)Bare(inner) : node));
}
