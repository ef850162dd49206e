using System.Net.Security;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Net.Addresses;
using Telephony.Net.Sockets;
using Telephony.Sip.Transports;
using Telephony.Support.Network;

namespace Telephony.Unit.Sip.Transports;

/// <summary>Two or more layers on one virtual network, each writing down what it hears.</summary>
internal sealed class TransportBench
{
    public VirtualClock Clock { get; } = new();

    public VirtualNetwork Network { get; }

    public TransportBench() => Network = new VirtualNetwork(Clock);

    public static NetEndpoint At(string address) =>
        NetEndpoint.TryParse(address, out var endpoint) ? endpoint : throw new ArgumentException(address, nameof(address));

    public Side Add(string address, TransportOptions? options = null, bool tls = false) => new(this, address, options ?? new TransportOptions(), tls);

    internal sealed class Side : IMessageSink, ITransportObserver
    {
        public Side(TransportBench bench, string address, TransportOptions options, bool tls)
        {
            var loop = bench.Clock.CreateLoop(address);
            options = options with { ClientTls = target => new SslClientAuthenticationOptions { TargetHost = target.TlsServerName } };
            Layer = new TransportLayer(loop, bench.Network, options, this, this, NullLogger<TransportLayer>.Instance);
            Udp = Layer.Listen(new ListenOptions(SipTransportKind.Udp, At(address)));
            Tcp = Layer.Listen(new ListenOptions(SipTransportKind.Tcp, At(address)));
            if (tls) Tls = Layer.Listen(new ListenOptions(SipTransportKind.Tls, At(address).WithPort(5061), "gw.example.com", Tls: static _ => new SslServerAuthenticationOptions()));
        }

        public TransportLayer Layer { get; }

        public ListenPoint Udp { get; }

        public ListenPoint Tcp { get; }

        public ListenPoint? Tls { get; }

        public List<(string Text, SipSource Source)> Messages { get; } = [];

        public List<(FramingFault Fault, string Head)> Faults { get; } = [];

        public List<(SipSource Connection, string Error)> Failures { get; } = [];

        public List<NetEndpoint> Unsent { get; } = [];

        public Action<string, SipSource>? Then { get; set; }

        public void OnMessage(ReadOnlySpan<byte> message, in SipSource source)
        {
            var text = Encoding.UTF8.GetString(message);
            Messages.Add((text, source));
            Then?.Invoke(text, source);
        }

        public void OnFramingFault(ReadOnlySpan<byte> head, in SipSource source, FramingFault fault)
        {
            Faults.Add((fault, Encoding.UTF8.GetString(head)));
            Layer.Send(Bytes("SIP/2.0 400 Bad Request", ""), source.Back());
        }

        public void OnConnectionFailed(in SipSource connection, string error) => Failures.Add((connection, error));

        public void OnDatagramRefused(ListenPoint local, in NetEndpoint remote, string error) => Unsent.Add(remote);

        public SendResult Send(string startLine, SipTarget target, string body = "") => Layer.Send(Bytes(startLine, body), target);
    }

    public static byte[] Bytes(string startLine, string body = "") => Encoding.UTF8.GetBytes(Text(startLine, body));

    public static string Text(string startLine, string body = "") => $"{startLine}\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    /// <summary>A peer below SIP: writes any bytes to a listen point.</summary>
    internal sealed class Raw : IStreamReceiver
    {
        private readonly TransportBench _bench;

        public Raw(TransportBench bench, NetEndpoint to, string from = "10.9.9.9:0")
        {
            _bench = bench;
            Connection = (VirtualStreamConnection)bench.Network.Connect(
                bench.Clock.CreateLoop("raw"), At(from), to, null, this, new StreamOptions());
        }

        public VirtualStreamConnection Connection { get; }

        public StringBuilder Received { get; } = new();

        public bool IsClosed { get; private set; }

        public void Write(string text)
        {
            Connection.TrySend(Encoding.Latin1.GetBytes(text));
            _bench.Clock.RunUntilIdle();
        }

        public void OnOpened(IStreamConnection connection)
        {
        }

        public void OnData(IStreamConnection connection, ReadOnlySpan<byte> bytes) => Received.Append(Encoding.UTF8.GetString(bytes));

        public void OnClosed(IStreamConnection connection, string? error) => IsClosed = true;
    }
}
