using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Telephony.Domain.Addresses;
using Telephony.Domain.Catalogue;
using Telephony.Net.Addresses;
using Telephony.Sip.Transports;

namespace Telephony.Calls.Protection;

/// <summary>
/// Sources that are not listened to for a while, because they sent what only scanners and broken devices send. Never a source that a trunk lists, nor one that has proven
/// itself lately. Bounded in every part. Any thread; asking takes no lock.
/// </summary>
public sealed class SourceBans : ISourceGate
{
    /// <summary>Banned sources at once; beyond it no more are banned until some are free again.</summary>
    public const int MostBans = 10_000;

    /// <summary>Sources whose offences are counted at once, twice: two generations.</summary>
    public const int MostWatched = 20_000;

    /// <summary>How long a proof keeps a source from being banned.</summary>
    public static readonly TimeSpan ProofLasts = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<SourceKey, Ban> _bans = new();
    private readonly Lock _gate = new();
    private readonly RecentSources<SourceKey, Offences> _watched;
    private readonly RecentSources<UInt128, object> _proven = new(MostWatched, ProofLasts);
    private readonly CatalogueHolder _catalogue;
    private readonly ProtectionOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private int _count;
    private long _dropped;
    private long _imposed;

    public SourceBans(ProtectionOptions options, CatalogueHolder catalogue, TimeProvider clock, ILoggerFactory loggers)
    {
        (_options, _catalogue, _clock, _logger) = (options, catalogue, clock, loggers.CreateLogger("Telephony.Calls"));
        _watched = new RecentSources<SourceKey, Offences>(MostWatched, options.BanWindow);
        catalogue.Watch(LiftTrunks);
    }

    /// <summary>Sources banned now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Datagrams and connections that were not looked at.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public long Imposed => Volatile.Read(ref _imposed);

    public bool Refuses(SipTransportKind kind, in NetEndpoint remote)
    {
        if (Volatile.Read(ref _count) == 0 || !_bans.TryGetValue(SourceKey.Of(kind, remote), out var ban)) return false;
        if (NowMs >= ban.UntilMs)
        {
            Remove(SourceKey.Of(kind, remote));
            return false;
        }
        Interlocked.Increment(ref _dropped);
        Interlocked.Increment(ref ban.Dropped);
        return true;
    }

    /// <summary>A source did what only scanners and broken devices do.</summary>
    /// <param name="weight">Garbage and requests of no trunk count 1, a wrong password more.</param>
    /// <param name="what">A constant for the log and the list.</param>
    public void Offend(SipTransportKind kind, in NetEndpoint remote, int weight, string what)
    {
        if (_options.BanAfter <= 0) return;
        var key = SourceKey.Of(kind, remote);
        var now = NowMs;
        lock (_gate)
        {
            var seen = _watched.Of(key, now);
            if (!seen.Add(weight, _options.BanAfter, now, _options.BanWindow)) return;
            if (_catalogue.Current.Matcher.Knows(remote.Address) || _proven.Find(key.Network, now) is not null) return;
            _watched.Forget(key);
            Impose(key, what, now);
        }
    }

    /// <summary>The source has proven that it is who it says: by a password, or by answering a request of ours. It is not banned for a while, and a ban ends.</summary>
    public void Vouch(in NetEndpoint remote)
    {
        var network = SourceKey.NetworkOf(remote.Address);
        lock (_gate) _proven.Of(network, NowMs);
        if (Count > 0) Lift(network);
    }

    /// <summary>Whether it has proven itself lately.</summary>
    public bool IsVouched(in NetEndpoint remote)
    {
        lock (_gate) return _proven.Find(SourceKey.NetworkOf(remote.Address), NowMs) is not null;
    }

    /// <summary>Ends the ban of an address; false when there is none.</summary>
    public bool Lift(System.Net.IPAddress address) => Lift(SourceKey.NetworkOf(IpBits.From(address)));

    /// <summary>Those in force, longest first.</summary>
    public IReadOnlyList<BannedSource> List()
    {
        var now = NowMs;
        return
        [
            .. _bans.Where(pair => pair.Value.UntilMs > now).OrderByDescending(static pair => pair.Value.UntilMs)
                .Select(pair => new BannedSource(pair.Key.Text, pair.Key.Stream, pair.Value.What, TimeSpan.FromMilliseconds(pair.Value.UntilMs - now), Volatile.Read(ref pair.Value.Dropped))),
        ];
    }

    private long NowMs => (long)((double)_clock.GetTimestamp() / _clock.TimestampFrequency * 1000);

    // What came by a stream had a real sender: it is banned from both.
    private void Impose(SourceKey key, string what, long now)
    {
        if (_bans.Count >= MostBans) DropExpired(now);
        if (_bans.Count >= MostBans) return;
        var until = now + (long)_options.BanTime.TotalMilliseconds;
        _bans[key] = new Ban(until, what);
        if (key.Stream) _bans[key with { Stream = false }] = new Ban(until, what);
        Interlocked.Increment(ref _imposed);
        Volatile.Write(ref _count, _bans.Count);
        _logger.Banned(key.Text, _options.BanTime, what, key.Stream ? "every transport" : "UDP");
    }

    private bool Lift(UInt128 network) => Remove(new SourceKey(network, true)) | Remove(new SourceKey(network, false));

    private bool Remove(SourceKey key)
    {
        var removed = _bans.TryRemove(key, out _);
        Volatile.Write(ref _count, _bans.Count);
        return removed;
    }

    private void DropExpired(long now)
    {
        foreach (var (key, ban) in _bans)
        {
            if (ban.UntilMs <= now) Remove(key);
        }
    }

    /// <summary>A new trunk is heard at once, whatever its address did before.</summary>
    private void LiftTrunks(TrunkCatalogue catalogue)
    {
        if (Count == 0) return;
        foreach (var key in _bans.Keys)
        {
            if (catalogue.Matcher.KnowsAny(key.Network, IpBits.IsV4(key.Network) ? 128 : 64)) Remove(key);
        }
    }

    private sealed class Ban(long untilMs, string what)
    {
        public long Dropped;

        public long UntilMs => untilMs;

        public string What => what;
    }

    /// <summary>Offences of one source within the window that the first of them began.</summary>
    private sealed class Offences
    {
        private int _sum;
        private long _since = long.MinValue;

        /// <summary>True when there are too many; then it begins to count anew.</summary>
        public bool Add(int weight, int most, long nowMs, TimeSpan window)
        {
            if (_since == long.MinValue || nowMs - _since >= window.TotalMilliseconds) (_sum, _since) = (0, nowMs);
            _sum += weight;
            if (_sum < most) return false;
            (_sum, _since) = (0, nowMs);
            return true;
        }
    }
}

/// <param name="Source">An IPv4 address, or an IPv6 network of 64 bits.</param>
/// <param name="Stream">TCP and TLS; else UDP.</param>
/// <param name="What">Its last offence.</param>
/// <param name="Dropped">Datagrams or connections since.</param>
public sealed record BannedSource(string Source, bool Stream, string What, TimeSpan Left, long Dropped);
