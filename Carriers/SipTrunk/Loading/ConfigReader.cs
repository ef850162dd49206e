using Telephony.Documents;

namespace Telephony.SipTrunk.Loading;

/// <summary>Reads a file of <c>sbc-config</c>, before anybody asks what it says. Never throws for content.</summary>
internal static class ConfigReader
{
    public const int LargestFileBytes = 4 * 1024 * 1024;

    /// <summary>Null when the text is no JSON: then a mistake says why and where.</summary>
    public static Written? Read(string file, ReadOnlySpan<byte> utf8, List<ConfigMistake> mistakes)
    {
        var faults = new List<WrittenFault>();
        var root = WrittenReader.Read(utf8, faults);
        mistakes.AddRange(faults.Select(fault => new ConfigMistake(file, fault.Line, fault.Path, "", fault.Kind switch
        {
            WrittenFaultKind.NotJson => $"the file is no JSON: {fault.Reason}",
            WrittenFaultKind.NotText => "the file is no UTF-8 text",
            _ => "the field is given twice",
        })));
        return root;
    }
}
