using Telephony.Net.Addresses;

namespace Telephony.Sip.UserAgents;

/// <summary>Sees every message of the transactions and dialogs that it was given to, repetitions included, as it crosses the wire: the call ladder.</summary>
public interface ISipTap
{
    /// <summary>Where the user agent keeps it for transactions that linger: its own affair. See <see cref="UserAgent.Forget"/>.</summary>
    int Place { get; set; }

    /// <param name="outgoing">True: sent by us.</param>
    /// <param name="raw">The whole message; valid only during the call.</param>
    /// <param name="local">Our address.</param>
    /// <param name="peer">The other side's address as the transport knows it.</param>
    void OnMessage(bool outgoing, ReadOnlySpan<byte> raw, in NetEndpoint local, in NetEndpoint peer);
}
