using System.Security.Cryptography;
using Telephony.Ivr.Flows.Checks;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.Ivr.Library;

/// <summary>What came of reading a folder of flows.</summary>
/// <param name="Catalogue">The flows that are good.</param>
/// <param name="Sentences">Every mistake of the others, and what refuses them, with the file.</param>
/// <param name="Fingerprint">Changes with the content of any file.</param>
public sealed record FlowFolderResult(FlowCatalogue Catalogue, IReadOnlyList<string> Sentences, string Fingerprint);

/// <summary>What is known of the world when flows are checked.</summary>
/// <param name="Owns">Whether a number may be shown as the caller's; null: not asked.</param>
/// <param name="HasSound">Whether there is a sound file of that name; null: not asked.</param>
public sealed record FlowFolderChecks(Func<string, bool>? Owns, Func<string, bool>? HasSound);

/// <summary>Reads <c>*.json</c> of a folder as flows. A flow's version is a number made of its document, so that the same document is the same version everywhere. Blocks on the disk; never throws for content.</summary>
public static class FlowFolder
{
    /// <param name="before">What was good last time: a flow that has mistakes now stays as it was.</param>
    public static FlowFolderResult Load(string folder, FlowCatalogue before, FlowFolderChecks? checks = null)
    {
        var sentences = new List<string>();
        var flows = new Dictionary<string, (Flow Flow, int Version)>(StringComparer.Ordinal);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files(folder))
        {
            var (name, bytes) = (Path.GetFileName(file), Read(file, sentences));
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(name));
            if (bytes is null) continue;
            hash.AppendData(bytes);
            if (!name.EndsWith(".json", StringComparison.Ordinal)) continue;
            if (!FlowReader.TryRead(bytes, out var flow, out var mistakes, other => Beside(folder, other)))
            {
                sentences.AddRange(mistakes.Select(mistake => $"{name}: {mistake}"));
                kept.Add(Path.GetFileNameWithoutExtension(name));
                continue;
            }
            var findings = FlowChecks.Run(flow, checks?.Owns, checks?.HasSound);
            // In a folder, sounds may come after the flow that plays them: it is said, and not refused.
            sentences.AddRange(findings.Where(static finding => finding.Kind == FindingKind.MissingSound).Select(finding => $"{name}: {finding}."));
            var refusals = findings.Where(static finding => finding.Refuses && finding.Kind != FindingKind.MissingSound).Select(finding => $"{name}: {finding}.").ToList();
            if (!flows.TryAdd(flow.Name, (flow, VersionOf(bytes)))) refusals.Add($"{name}: another file has a flow {flow.Name}.");
            if (refusals.Count == 0) continue;
            sentences.AddRange(refusals);
            flows.Remove(flow.Name);
            kept.Add(flow.Name);
        }
        var programs = new Dictionary<string, FlowProgram>(StringComparer.Ordinal);
        foreach (var name in flows.Keys)
        {
            if (FlowProgram.TryCompose(name, called => flows.TryGetValue(called, out var found) ? found : before.Find(called) is { } old && kept.Contains(called) ? (old.Main, old.VersionOf(called)) : null, out var program, out var lacks)) programs[name] = program;
            else sentences.AddRange(lacks);
        }
        foreach (var name in kept)
        {
            if (before.Find(name) is { } old) programs.TryAdd(name, old);
        }
        return new FlowFolderResult(new FlowCatalogue(programs), sentences, Convert.ToHexString(hash.GetHashAndReset()));
    }

    /// <summary>What the folder holds now, without reading it as flows.</summary>
    public static string Fingerprint(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files(folder))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(file)));
            if (Read(file, []) is { } bytes) hash.AppendData(bytes);
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static int VersionOf(byte[] document) => BitConverter.ToInt32(SHA256.HashData(document)) & int.MaxValue;

    private static IEnumerable<string> Files(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Where(static file => file.EndsWith(".json", StringComparison.Ordinal) || file.EndsWith(".ics", StringComparison.Ordinal)).Order(StringComparer.Ordinal) : [];

    private static byte[]? Read(string file, List<string> sentences)
    {
        try
        {
            return new FileInfo(file).Length <= DocumentReader.LargestDocumentBytes ? File.ReadAllBytes(file) : throw new IOException($"it has more than {DocumentReader.LargestDocumentBytes} bytes");
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            sentences.Add($"{Path.GetFileName(file)}: the file cannot be read: {broken.Message.TrimEnd('.')}.");
            return null;
        }
    }

    /// <summary>The text of a file in the folder; null for what is not there, or no plain name.</summary>
    public static string? Beside(string folder, string name) => name == Path.GetFileName(name) && File.Exists(Path.Combine(folder, name)) ? File.ReadAllText(Path.Combine(folder, name)) : null;
}
