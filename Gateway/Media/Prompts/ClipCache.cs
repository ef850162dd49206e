using Telephony.Audio.Sources;

namespace Telephony.Media.Prompts;

/// <summary>A clip that was made, and what is needed to know whether it is still right.</summary>
/// <param name="Tag">ETag of its server, with quotes.</param>
/// <param name="FreshUntil">Until then it is used without asking.</param>
internal sealed record CachedClip(PcmClip Clip, string? Tag, DateTimeOffset? Changed, DateTimeOffset FreshUntil);

/// <summary>Clips by key, bounded by the memory they hold: the one that was not used for the longest time goes first. What is larger than half of the bound is not kept. Any thread.</summary>
internal sealed class ClipCache(long mostBytes)
{
    private readonly Dictionary<string, LinkedListNode<(string Key, CachedClip Clip)>> _known = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, CachedClip Clip)> _byUse = [];
    private readonly Lock _lock = new();

    public long SizeBytes { get; private set; }

    public int Count
    {
        get
        {
            lock (_lock) return _known.Count;
        }
    }

    public CachedClip? Find(string key)
    {
        lock (_lock)
        {
            if (!_known.TryGetValue(key, out var node)) return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Clip;
        }
    }

    public void Put(string key, CachedClip clip)
    {
        lock (_lock)
        {
            Drop(key);
            if (Size(clip) > mostBytes / 2) return;
            _known[key] = _byUse.AddFirst((key, clip));
            SizeBytes += Size(clip);
            while (SizeBytes > mostBytes) Drop(_byUse.Last!.Value.Key);         // never empty while octets are counted
        }
    }

    private void Drop(string key)
    {
        if (!_known.Remove(key, out var node)) return;
        _byUse.Remove(node);
        SizeBytes -= Size(node.Value.Clip);
    }

    /// <summary>The clip twice, since it keeps one copy at the rate of the legs, and something for the entry.</summary>
    private static long Size(CachedClip clip) => (2 * clip.Clip.SizeBytes) + 512;
}
