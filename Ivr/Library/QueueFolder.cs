using System.Security.Cryptography;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Queues;

namespace Telephony.Ivr.Library;

/// <summary>What came of reading a folder of queues.</summary>
/// <param name="Sentences">Every mistake, with the file.</param>
/// <param name="Fingerprint">Changes with the content of any file.</param>
public sealed record QueueFolderResult(IReadOnlyDictionary<string, QueueDocument> Queues, IReadOnlyList<string> Sentences, string Fingerprint);

/// <summary>Reads <c>*.json</c> of a folder as queues. Blocks on the disk; never throws for content.</summary>
public static class QueueFolder
{
    /// <param name="before">What was good last time: a queue that has mistakes now stays as it was.</param>
    public static QueueFolderResult Load(string folder, IReadOnlyDictionary<string, QueueDocument> before)
    {
        var sentences = new List<string>();
        var queues = new Dictionary<string, QueueDocument>(StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        IEnumerable<string> files = Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Where(static file => file.EndsWith(".json", StringComparison.Ordinal) || file.EndsWith(".ics", StringComparison.Ordinal)).Order(StringComparer.Ordinal) : [];
        foreach (var file in files)
        {
            var name = Path.GetFileName(file);
            if (Read(file, sentences) is not { } bytes) continue;
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(name));
            hash.AppendData(bytes);
            if (!name.EndsWith(".json", StringComparison.Ordinal)) continue;
            if (QueueReader.TryRead(bytes, out var queue, out var mistakes, other => Beside(folder, other)))
            {
                if (!queues.TryAdd(queue.Name, queue)) sentences.Add($"{name}: another file has a queue {queue.Name}.");
                continue;
            }
            sentences.AddRange(mistakes.Select(mistake => $"{name}: {mistake}"));
            if (before.TryGetValue(Path.GetFileNameWithoutExtension(name), out var old)) queues.TryAdd(old.Name, old);
        }
        return new QueueFolderResult(queues, sentences, Convert.ToHexString(hash.GetHashAndReset()));
    }

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

    private static string? Beside(string folder, string name) => name == Path.GetFileName(name) && File.Exists(Path.Combine(folder, name)) ? File.ReadAllText(Path.Combine(folder, name)) : null;
}
