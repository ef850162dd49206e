using Microsoft.Extensions.Logging;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Transports;
using Telephony.Sip.Writing;

namespace Telephony.Sip.UserAgents;

/// <summary>
/// The SIP side of one signalling loop: its transactions, dialogs and user agent core (RFC 3261 8, 9, 12 to 15, 17). Single-threaded; everything on the loop.
/// </summary>
public sealed class UserAgent : IMessageSink, ITransportObserver
{
    /// <summary>Makes its own transport layer: call <c>Transports.Listen</c> for each address.</summary>
    public UserAgent(IEventLoop loop, INetwork network, TransportOptions transportOptions, UserAgentOptions options, ISipRandom random, IUserAgentCore core, ILoggerFactory loggers)
    {
        var observer = (ITransportObserver)this;
        Transports = new TransportLayer(loop, network, transportOptions, this, observer, loggers.CreateLogger<TransportLayer>());
    }

    public TransportLayer Transports { get; }

    public UserAgentStatistics Statistics { get; } = new();

    /// <summary>Sends an INVITE. <paramref name="extraHeaders"/> is called once, during the call.</summary>
    public OutgoingInvite Invite<TState>(InviteDraft draft, IOutgoingInviteUser user, HeaderWriter<TState>? extraHeaders, TState state) => throw new NotSupportedException();

    /// <summary>Sends another request outside a dialog.</summary>
    public OutgoingRequest Send<TState>(RequestDraft draft, IResponseUser user, HeaderWriter<TState>? extraHeaders, TState state) => throw new NotSupportedException();

    /// <summary>Takes up a dialog of an earlier process: enough to send BYE and to answer the other side's.</summary>
    public Dialog Restore(DialogSnapshot snapshot, IDialogUser user) => throw new NotSupportedException();

    public void OnMessage(ReadOnlySpan<byte> message, in SipSource source) => throw new NotSupportedException();

    public void OnConnectionFailed(in SipSource connection, string error) => throw new NotSupportedException();
}
