using System.Text;
using Microsoft.Extensions.Logging;
using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;
using Telephony.Sip.Authentication;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Parsing;
using Telephony.Sip.Reliability;
using Telephony.Sip.Resolution;
using Telephony.Sip.Transactions;
using Telephony.Sip.Transports;
using Telephony.Sip.Writing;

namespace Telephony.Sip.UserAgents;

/// <summary>
/// The SIP side of one signalling loop: its transports, transactions, dialogs and user agent core (RFC 3261 8, 9, 12 to 15, 17, 18).
/// Single-threaded; everything on the loop. What others write into our messages is written during the call, so they may not call back from there.
/// </summary>
public sealed partial class UserAgent : IMessageSink, ITransportObserver
{
    private readonly SipBuffer _credentials = new(512);
    private readonly ISipResolver? _resolver;
    private readonly RequestReceiver _receiver;
    private readonly byte[] _requestLines;
    private readonly byte[] _responseLines;
    private readonly CapabilityLines _capabilities;

    /// <summary>Makes its own transport layer: call <see cref="TransportLayer.Listen"/> on <see cref="Transports"/> for each address.</summary>
    /// <param name="resolver">Null: only addresses can be called, and a dialog whose target is a name goes where it was last heard from.</param>
    public UserAgent(
        IEventLoop loop, INetwork network, TransportOptions transportOptions, UserAgentOptions options, ISipRandom random, IUserAgentCore core,
        ISipResolver? resolver, ILoggerFactory loggers)
    {
        TransactionMachines.Validate();
        ReliableResponseTable.Whole.Validate();
        (Loop, Options, Random, _resolver) = (loop, options, random, resolver);
        Span<byte> secret = stackalloc byte[16];
        random.Fill(secret);
        Layer = new TransactionLayer(loop, options.Timers, Statistics, random, options.ShardIndex, System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(secret));
        Transports = new TransportLayer(loop, network, transportOptions, this, this, loggers.CreateLogger<TransportLayer>());
        Layer.Transports = Transports;
        Dialogs = new DialogTable(Statistics);
        _receiver = new RequestReceiver(this, core, loggers.CreateLogger<UserAgent>());
        _requestLines = CapabilityLines.Lines(("User-Agent", options.ProductName));
        _responseLines = CapabilityLines.Lines(("Server", options.ProductName));
        _capabilities = new CapabilityLines(options);
    }

    public TransportLayer Transports { get; }

    public UserAgentStatistics Statistics { get; } = new();

    public UserAgentOptions Options { get; }

    /// <summary>Hears of flows that somebody is registered by; may be set once.</summary>
    public IFlowObserver? Flows { get; set; }

    internal IEventLoop Loop { get; }

    internal ISipRandom Random { get; }

    internal TransactionLayer Layer { get; }

    internal DialogTable Dialogs { get; }

    /// <summary>Takes up a dialog of an earlier process: enough to send BYE and to answer the other side's.</summary>
    public Dialog Restore(DialogSnapshot snapshot, IDialogUser user)
    {
        var dialog = Dialog.From(this, snapshot, user);
        Dialogs.Add(dialog);
        return dialog;
    }

    /// <summary>The call is over: what comes late for its transactions is not told to its tap any more, which nothing here keeps alive.</summary>
    public void Forget(ISipTap tap) => Layer.Lingering.Forget(tap);

    /// <summary>The dialog that a Replaces header names, early ones included (RFC 3891 3): its to-tag is ours. Null when there is none.</summary>
    public Dialog? FindReplaced(in ReplacesView replaces) =>
        SipToken.TryRead(replaces.ToTag, out var token) ? Dialogs.Find(token, replaces.FromTag, replaces.CallId) : null;

    void IMessageSink.OnMessage(ReadOnlySpan<byte> message, in SipSource source) => _receiver.OnMessage(message, source);

    void IMessageSink.OnFramingFault(ReadOnlySpan<byte> head, in SipSource source, FramingFault fault) => _receiver.OnFramingFault(head, source);

    void ITransportObserver.OnNotSip(in SipSource source) => _receiver.OnNotSip(source);

    void ITransportObserver.OnConnectionFailed(in SipSource connection, string error)
    {
        Layer.OnConnectionFailed(connection.ConnectionId);
        Flows?.OnConnectionLost(connection);
    }

    void ITransportObserver.OnStunAnswer(in NetEndpoint remote, ulong id) => Flows?.OnStunAnswer(remote, id);

    void ITransportObserver.OnDatagramRefused(ListenPoint local, in NetEndpoint remote, string error) => Layer.OnDatagramRefused(remote);

    internal static byte[] TextOf(SipToken token)
    {
        var text = new byte[SipToken.Length];
        token.Write(text);
        return text;
    }

    /// <summary>8.1.1.5: any number below 2^31; a random one tells the other side nothing of how many we sent.</summary>
    internal uint FirstCSeq() => (uint)Random.Number(1 << 24) + 1;

    /// <param name="first">Outside a dialog.</param>
    internal ReadOnlySpan<byte> CommonLines(SipMethod method, Extensions extensions, bool first = false, bool compact = false) => method switch
    {
        SipMethod.Invite when first => _capabilities.OfFirstInvite(extensions, compact),
        SipMethod.Invite or SipMethod.Update => _capabilities.OfRequest(extensions, compact),
        SipMethod.Options => _capabilities.OfRequest(Extensions.All),
        SipMethod.Ack => default,
        _ => _requestLines,
    };

    internal ReadOnlySpan<byte> ResponseLines(SipMethod method, int status) => ResponseLines(method, status, Extensions.All);

    /// <summary>Server always; Allow and Supported where they say what this side can do (20.5, 20.37).</summary>
    internal ReadOnlySpan<byte> ResponseLines(SipMethod method, int status, Extensions extensions)
    {
        if (status == 100) return default;
        var tells = status == 405 || (status < 300 && method is SipMethod.Invite or SipMethod.Options or SipMethod.Update);
        return tells ? _capabilities.OfResponse(extensions) : _responseLines;
    }

    /// <summary>Whole lines, valid until the next call.</summary>
    internal ReadOnlySpan<byte> WriteCredentials(DigestClient digest, SipMethod method, ReadOnlySpan<byte> uri)
    {
        var writer = new SipWriter(_credentials);
        digest.WriteAuthorization(ref writer, method.ToBytes(), uri);
        return writer.Written;
    }

    internal void Reply(ServerTransaction transaction, SipMessage request, in SipSource source, int status, ReadOnlySpan<byte> reason = default) =>
        Reply<object?>(transaction, request, source, status, reason, null, null);

    /// <summary>A response outside INVITE, or a refusal: To gets a tag if it has none.</summary>
    internal void Reply<TState>(
        ServerTransaction transaction, SipMessage request, in SipSource source, int status, ReadOnlySpan<byte> reason, HeaderWriter<TState>? headers, TState state)
    {
        var parts = new ResponseParts { Status = status, Reason = reason, Common = ResponseLines(request.Method, status) };
        Reply(transaction, request, source, parts, headers, state);
    }

    internal void Reply<TState>(
        ServerTransaction transaction, SipMessage request, in SipSource source, scoped ResponseParts parts, HeaderWriter<TState>? headers, TState state)
    {
        Span<byte> tag = stackalloc byte[SipToken.Length];
        if (parts.ToTag.IsEmpty && parts.Status > 100 && request.ToTag.IsEmpty)
        {
            Layer.NewToken().Write(tag);
            parts.ToTag = tag;
        }
        ResponseWriter.Write(Layer.Scratch, request, source, parts, headers, state);
        transaction.Respond(parts.Status, Layer.Scratch.Written);
    }
}
