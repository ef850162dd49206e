using Telephony.Net.Addresses;

namespace Telephony.Sip.Transports;

/// <summary>
/// Connections that peers made and that may carry our requests to them (RFC 5923): by the address they came from with the port they listen on. The address
/// finds candidates only; what the certificates on both sides proved decides.
/// </summary>
internal sealed class ConnectionAliases
{
    private const int MostPerPlace = 8;

    private readonly Dictionary<NetEndpoint, List<SipConnection>> _byPlace = [];

    public void Add(SipConnection connection, int listeningPort)
    {
        var place = connection.Source.Remote.WithPort(listeningPort);
        if (!_byPlace.TryGetValue(place, out var known)) _byPlace.Add(place, known = []);
        if (known.Contains(connection)) return;
        if (known.Count == MostPerPlace) known.RemoveAt(0);
        known.Add(connection);
        connection.AliasPort = listeningPort;
    }

    public void Remove(SipConnection connection)
    {
        if (connection.AliasPort == 0) return;
        var place = connection.Source.Remote.WithPort(connection.AliasPort);
        if (!_byPlace.TryGetValue(place, out var known)) return;
        known.Remove(connection);
        if (known.Count == 0) _byPlace.Remove(place);
    }

    /// <summary>The newest whose peer is who is called, and on which we showed what it is to see.</summary>
    public SipConnection? Find(in NetEndpoint remote, ListenPoint local, TlsProfile profile, Func<string, string, bool> isIdentity)
    {
        if (!_byPlace.TryGetValue(remote, out var known)) return null;
        for (var i = known.Count - 1; i >= 0; i--)
        {
            if (known[i] is { IsClosing: false, Source.Tls: { } peer } connection && connection.Source.Local.IsPlaceOf(local) && profile.Accepts(peer)
                && isIdentity(profile.Identity, peer.Presented)) return connection;
        }
        return null;
    }
}
