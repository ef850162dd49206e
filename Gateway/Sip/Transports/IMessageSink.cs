using Telephony.Net.Addresses;

namespace Telephony.Sip.Transports;

/// <summary>Takes whole messages, on the layer's loop.</summary>
public interface IMessageSink
{
    /// <param name="message">The bytes of exactly one message, not looked at beyond its framing. Valid only during the call.</param>
    void OnMessage(ReadOnlySpan<byte> message, in SipSource source);

    /// <summary>
    /// A stream cannot be cut into messages any further. The connection closes after this call; an answer sent on it by
    /// <see cref="SipSource.Back"/> during the call still leaves.
    /// </summary>
    /// <param name="head">What there is of the message: at most the header block.</param>
    void OnFramingFault(ReadOnlySpan<byte> head, in SipSource source, FramingFault fault)
    {
    }
}

/// <summary>Hears of connections, on the layer's loop.</summary>
public interface ITransportObserver
{
    /// <summary>
    /// A connection was lost, or could not be made: what waits for an answer on it will not get one there.
    /// Not called for a connection this side closed because it was idle.
    /// </summary>
    void OnConnectionFailed(in SipSource connection, string error);

    /// <summary>A datagram came that cannot be SIP by its first byte.</summary>
    void OnNotSip(in SipSource source)
    {
    }

    /// <summary>
    /// The system refused a datagram after <see cref="TransportLayer.Send(ReadOnlySpan{byte}, in SipTarget)"/> had taken it, as when
    /// there is no route: what was sent to that address in this turn did not leave.
    /// </summary>
    void OnDatagramRefused(ListenPoint local, in NetEndpoint remote, string error)
    {
    }

    /// <summary>A STUN Binding request that <see cref="TransportLayer.SendStun"/> sent was answered: the flow lives (RFC 5626 4.4.2).</summary>
    void OnStunAnswer(in NetEndpoint remote, ulong id)
    {
    }
}
