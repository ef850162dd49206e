using System.Text.Json;

namespace Telephony.Unit.Sip.Corpus;

/// <summary>One file of <c>Tests/Corpus/sip</c> with its stated outcome.</summary>
public sealed record SipCorpusEntry(string File, string Kind, string Expected, string[] AlsoAcceptable, int[] Status)
{
    public byte[] Bytes => System.IO.File.ReadAllBytes(Path.Combine(SipCorpus.Folder, File));
}

/// <summary>The messages written elsewhere, and what must become of them.</summary>
public static class SipCorpus
{
    public static string Folder { get; } = FindFolder();

    public static IReadOnlyList<SipCorpusEntry> Entries { get; } = Load();

    public static IEnumerable<SipCorpusEntry> Messages => Entries.Where(e => e.Kind == "sip-message");

    public static byte[] Read(string file) => File.ReadAllBytes(Path.Combine(Folder, file));

    private static string FindFolder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "Tests", "Corpus", "sip");
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }
        throw new DirectoryNotFoundException("Tests/Corpus/sip is in no folder above the test program.");
    }

    private static List<SipCorpusEntry> Load()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "manifest.json")));
        var entries = new List<SipCorpusEntry>();
        foreach (var entry in manifest.RootElement.GetProperty("entries").EnumerateArray())
        {
            entries.Add(new SipCorpusEntry(
                Text(entry, "file"),
                Text(entry, "kind"),
                Text(entry, "expected"),
                entry.TryGetProperty("also_acceptable", out var also) ? [.. also.EnumerateArray().Select(e => e.GetString() ?? "")] : [],
                entry.TryGetProperty("status", out var status) ? [.. status.EnumerateArray().Select(e => e.GetInt32())] : []));
        }
        return entries;
    }

    private static string Text(JsonElement entry, string name) => entry.GetProperty(name).GetString() ?? "";
}
