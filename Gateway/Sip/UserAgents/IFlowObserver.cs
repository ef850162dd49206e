using Telephony.Net.Addresses;
using Telephony.Sip.Transports;

namespace Telephony.Sip.UserAgents;

/// <summary>Hears what becomes of flows (RFC 5626 3.3): the connections and UDP paths that registrations rely on. On the loop.</summary>
public interface IFlowObserver
{
    /// <summary>Lost or never made; not told of connections that this side closed for being idle.</summary>
    void OnConnectionLost(in SipSource connection);

    /// <param name="id">As given to <see cref="TransportLayer.SendStun"/>.</param>
    void OnStunAnswer(in NetEndpoint remote, ulong id);
}
