using Telephony.Net.Addresses;

namespace Telephony.Sip.Transports;

/// <summary>Who is not listened to: asked for each datagram before a byte of it is looked at, and for each connection. Any thread; must be as quick as a look-up.</summary>
public interface ISourceGate
{
    bool Refuses(SipTransportKind kind, in NetEndpoint remote);
}
