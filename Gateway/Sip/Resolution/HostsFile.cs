using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using Telephony.Net.Addresses;

namespace Telephony.Sip.Resolution;

/// <summary>
/// The system's own list of names, read before a name server is asked: what it holds is not looked up elsewhere. Read again when the file has changed, which is looked
/// for once a second at most; a file that is not there, or cannot be read, holds nothing. Any thread.
/// <code>
///   192.0.2.10   sbc.example  sbc     # one address, its names
///   2001:db8::10 sbc.example
/// </code>
/// </summary>
internal sealed class HostsFile(string path, TimeProvider time)
{
    /// <summary>A longer file is not read.</summary>
    private const long LongestFile = 4 << 20;

    private readonly Lock _lock = new();
    private FrozenDictionary<string, ImmutableArray<NetEndpoint>> _names = FrozenDictionary<string, ImmutableArray<NetEndpoint>>.Empty;
    private (DateTime Written, long Length) _read;
    private long _lookedAt = long.MinValue;

    /// <summary>Where the operating system keeps it.</summary>
    public static string OfSystem => OperatingSystem.IsWindows() ? Path.Combine(Environment.SystemDirectory, "drivers", "etc", "hosts") : "/etc/hosts";

    /// <summary>All addresses of the name, in the order of the file; false when the file does not have it.</summary>
    public bool TryFind(string name, out ImmutableArray<NetEndpoint> addresses)
    {
        addresses = default;
        return path.Length > 0 && Current().TryGetValue(name, out addresses);
    }

    private FrozenDictionary<string, ImmutableArray<NetEndpoint>> Current()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_lookedAt != long.MinValue && time.GetElapsedTime(_lookedAt, now) < TimeSpan.FromSeconds(1)) return _names;
            _lookedAt = now;
            try
            {
                var file = new FileInfo(path);
                var state = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
                if (state == _read) return _names;
                _names = state == default || file.Length > LongestFile ? FrozenDictionary<string, ImmutableArray<NetEndpoint>>.Empty : Parse(File.ReadLines(path));
                _read = state;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is being replaced: what was read stays until the next look.
            }
            return _names;
        }
    }

    private static FrozenDictionary<string, ImmutableArray<NetEndpoint>> Parse(IEnumerable<string> lines)
    {
        var names = new Dictionary<string, List<NetEndpoint>>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines)
        {
            var comment = line.IndexOf('#', StringComparison.Ordinal);
            var words = (comment < 0 ? line : line[..comment]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || !IPAddress.TryParse(words[0], out var address)) continue;
            var endpoint = NetEndpoint.From(address, 0);
            foreach (var word in words.AsSpan(1))
            {
                if (!HostText.TryName(word, out var name)) continue;
                if (!names.TryGetValue(name, out var known)) names.Add(name, known = []);
                if (!known.Contains(endpoint)) known.Add(endpoint);
            }
        }
        return names.ToFrozenDictionary(static n => n.Key, static n => n.Value.ToImmutableArray(), StringComparer.OrdinalIgnoreCase);
    }
}
