using Telephony.Net.Addresses;

namespace Telephony.Support.Network;

public sealed partial class VirtualNetwork
{
    private readonly List<(NetEndpoint From, NetEndpoint To, LinkOptions Options)> _links = [];

    /// <summary>How every way behaves that has no setting of its own.</summary>
    public LinkOptions Default { get; set; } = new();

    /// <summary>Sets the way to a place: an endpoint, or with port 0 every port of the address. The latest matching setting holds.</summary>
    public void SetLink(NetEndpoint to, LinkOptions options) => SetLink(default, to, options);

    /// <summary>Sets one direction between two places.</summary>
    public void SetLink(NetEndpoint from, NetEndpoint to, LinkOptions options)
    {
        _links.RemoveAll(link => link.From == from && link.To == to);
        _links.Add((from, to, options));
    }

    /// <summary>Back to <see cref="Default"/> for everything.</summary>
    public void ClearLinks() => _links.Clear();

    internal LinkOptions LinkTo(NetEndpoint from, NetEndpoint to)
    {
        for (var i = _links.Count - 1; i >= 0; i--)
        {
            if (Matches(_links[i].From, from) && Matches(_links[i].To, to)) return _links[i].Options;
        }
        return Default;
    }

    internal bool IsBlackHole(NetEndpoint from, NetEndpoint to) => LinkTo(SourceOf(from), to).BlackHole;

    internal TimeSpan DelayBetween(NetEndpoint from, NetEndpoint to) => DelayOf(LinkTo(SourceOf(from), to));

    internal int SegmentLength(VirtualStreamConnection from, int bytes)
    {
        var link = LinkTo(SourceOf(from.Local), from.Remote);
        if (link.MaxSegmentBytes <= 0) return bytes;
        return Math.Min(bytes, link.RandomSegments ? _random.Next(1, link.MaxSegmentBytes + 1) : link.MaxSegmentBytes);
    }

    private TimeSpan DelayOf(LinkOptions link) =>
        link.Jitter > TimeSpan.Zero ? link.Delay + (link.Jitter * _random.NextDouble()) : link.Delay;

    private bool Draw(double chance) => chance > 0 && _random.NextDouble() < chance;

    private static bool Matches(NetEndpoint setting, NetEndpoint endpoint) =>
        setting.IsNone || (setting.SameAddress(endpoint) && (setting.Port == 0 || setting.Port == endpoint.Port));
}
