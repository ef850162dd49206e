using System.Text;
using Telephony.Calls.Dialing;
using Telephony.Calls.Legs;
using Telephony.Domain.Registration;
using Telephony.Net.Loops;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;

namespace Telephony.Calls.Registration;

/// <summary>A binding with its flow and the timer of its end. Loop thread only.</summary>
internal sealed class LiveBinding
{
    private readonly IEventLoop _loop;
    private readonly LoopTimer _expiry;

    /// <param name="connectionId">The connection it came by; 0 for UDP and after a restart.</param>
    public LiveBinding(IEventLoop loop, Binding binding, ListenPoint? local, long connectionId, TimeSpan left, Action<object?> onExpired)
    {
        (_loop, Binding, Local, ConnectionId) = (loop, binding, local, connectionId);
        _expiry = new LoopTimer(onExpired, this);
        loop.Timers.Arm(_expiry, left);
    }

    public Binding Binding { get; }

    public ListenPoint? Local { get; }

    public long ConnectionId { get; }

    private SipTransportKind Kind => Binding.Transport switch { "udp" => SipTransportKind.Udp, "tcp" => SipTransportKind.Tcp, _ => SipTransportKind.Tls };

    public void Stop() => _loop.Timers.Cancel(_expiry);

    /// <summary>
    /// The way to it: by its Path; else over the flow it registered on, which a NAT lets through; else to its Contact as written. Null when its connection is gone
    /// and its Contact cannot be reached.
    /// </summary>
    /// <param name="called">Stands in for the Contact's user; null: the Contact as it is.</param>
    public ForkBranch? Way(TransportLayer transports, string? called)
    {
        var uri = Encoding.UTF8.GetBytes(Binding.Contact);
        if (!SipUriView.TryParse(uri, out var contact)) return null;
        var request = called is null ? uri : WithUser(contact, called);
        var open = ConnectionId != 0 && transports.IsUsable(ConnectionId);
        var flow = new SipTarget(Kind, Binding.Source.ToNet(), Local, null, open ? ConnectionId : 0);
        if (Binding.Path.Length > 0)
        {
            var routes = Binding.Path.Split('\n').Select(static p => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(p)).ToArray();
            return new ForkBranch(request, open ? [flow] : [], routes);
        }
        if (open) return new ForkBranch(request, [flow], []);
        if (Kind == SipTransportKind.Udp && (Binding.BehindNat || Binding.RegId > 0 || !Net.Addresses.NetEndpoint.TryParse(SipText.ToText(contact.Host), out _))) return new ForkBranch(request, [flow], []);
        if (Binding.BehindNat || Binding.RegId > 0) return null;   // nobody listens there, and the flow was all there was (RFC 5626 5.3)
        return Net.Addresses.NetEndpoint.TryParse(SipText.ToText(contact.Host), out var host)
            ? new ForkBranch(request, [flow with { Remote = host.WithPort(contact.Port == 0 ? Kind.DefaultPort() : contact.Port) }], [])
            : new ForkBranch(request, [], []);
    }

    private static byte[] WithUser(SipUriView contact, string called)
    {
        var port = contact.Port == 0 ? "" : $":{contact.Port}";
        return Encoding.UTF8.GetBytes($"{SipText.ToText(contact.SchemeBytes)}:{SipUserText.Escape(called)}@{SipText.ToText(contact.Host)}{port}{SipText.ToText(contact.Params)}");
    }
}

/// <summary>One of the places that a call rings at the same time.</summary>
/// <param name="Targets">Empty: by DNS, from the first route or the Request-URI.</param>
internal sealed record ForkBranch(byte[] RequestUri, IReadOnlyList<SipTarget> Targets, IReadOnlyList<ReadOnlyMemory<byte>> Routes);
