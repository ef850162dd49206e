using Telephony.Domain.Trunks;
using Telephony.Net.Addresses;

namespace Telephony.Calls.Protection;

/// <summary>New requests a second by source (token buckets, bounded): strangers are answered seldom, partners as often as the settings say. Loop thread only.</summary>
internal sealed class SourceRates(ProtectionOptions options)
{
    private static readonly TimeSpan Generation = TimeSpan.FromSeconds(10);   // a bucket is full again within one second

    private readonly RecentSources<UInt128, Bucket> _strangers = new(SourceBans.MostWatched, Generation);
    private readonly RecentSources<UInt128, Bucket> _partners = new(SourceBans.MostWatched, Generation);

    public bool PassesStranger(in NetEndpoint remote, long nowMs) => Passes(_strangers, options.StrangerRequestsPerSecond, remote, nowMs);

    public bool PassesPartner(in NetEndpoint remote, long nowMs) => Passes(_partners, options.SourceRequestsPerSecond, remote, nowMs);

    private static bool Passes(RecentSources<UInt128, Bucket> sources, int perSecond, in NetEndpoint remote, long nowMs) =>
        perSecond <= 0 || sources.Of(SourceKey.NetworkOf(remote.Address), nowMs).TryTake(perSecond, nowMs);

    private sealed class Bucket
    {
        private TokenBucket _tokens;

        public bool TryTake(int perSecond, long nowMs) => _tokens.TryTake(perSecond, nowMs);
    }
}
