using Telephony.Documents;

namespace Telephony.Ivr.Flows.Documents;

/// <summary>Reads the text of a flow or a queue, before anybody asks what it says. Never throws for content.</summary>
public static class DocumentReader
{
    public const int LargestDocumentBytes = 2 * 1024 * 1024;

    /// <summary>Null when the text is no JSON or too long: then a mistake says why and where.</summary>
    public static Written? Read(ReadOnlySpan<byte> utf8, ICollection<FlowMistake> mistakes)
    {
        if (utf8.Length > LargestDocumentBytes)
        {
            mistakes.Add(new FlowMistake(null, "", "", $"{utf8.Length} bytes long", $"a document has {LargestDocumentBytes} bytes at most"));
            return null;
        }
        var faults = new List<WrittenFault>();
        var root = WrittenReader.Read(utf8, faults);
        foreach (var fault in faults)
        {
            mistakes.Add(new FlowMistake(fault.Line, "", fault.Path, "", fault.Kind switch
            {
                WrittenFaultKind.NotJson => $"the text is no JSON: {fault.Reason}",
                WrittenFaultKind.NotText => "the text is no UTF-8",
                _ => "the name is given twice",
            }));
        }
        return root;
    }
}
