using System.Text;
using Telephony.Net.Addresses;
using Telephony.Support.Network;

namespace Telephony.Support.Sip;

/// <summary>Every message that crossed a virtual network, with time and names: what a failed test prints.</summary>
public sealed class SipLadder
{
    private readonly List<(TimeSpan At, VirtualPacket Packet)> _packets = [];
    private readonly Dictionary<NetEndpoint, string> _names = [];

    public SipLadder(VirtualNetwork network)
    {
        Network = network;
        var before = network.Sent;
        network.Sent = packet =>
        {
            before?.Invoke(packet);
            _packets.Add((network.Clock.Elapsed, packet));
        };
    }

    public VirtualNetwork Network { get; }

    public VirtualClock Clock => Network.Clock;

    /// <summary>Start lines of what was sent so far, such as <c>alice → gw INVITE sip:…</c>.</summary>
    public IReadOnlyList<string> Lines => [.. _packets.Select(p => Line(p.Packet))];

    /// <summary>The last message that was sent from there.</summary>
    public string Sent(NetEndpoint from) => Encoding.UTF8.GetString(_packets.FindLast(p => p.Packet.From == from).Packet.Bytes.Span);

    public void Name(NetEndpoint endpoint, string name) => _names[endpoint] = name;

    /// <summary>An exception that shows the ladder and the last message in full.</summary>
    public LadderException Failure(string what) => new($"{what}\n\n{this}");

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (at, packet) in _packets) text.Append($"{at.TotalSeconds,9:0.000}  ").AppendLine(Line(packet));
        if (_packets.Count > 0) text.AppendLine().AppendLine("Last message:").AppendLine(Encoding.UTF8.GetString(_packets[^1].Packet.Bytes.Span));
        return text.ToString();
    }

    private string Line(VirtualPacket packet)
    {
        var text = Encoding.UTF8.GetString(packet.Bytes.Span);
        var end = text.IndexOf("\r\n", StringComparison.Ordinal);
        var start = end < 0 ? text : text[..end];
        return $"{NameOf(packet.From)} → {NameOf(packet.To)}{(packet.IsStream ? " (tcp)" : "")} {start}{(start.StartsWith("SIP/2.0", StringComparison.Ordinal) ? $" ({new PeerMessage(text)["CSeq"]})" : "")}";
    }

    private string NameOf(NetEndpoint endpoint) => _names.GetValueOrDefault(endpoint) ?? endpoint.ToString();
}

/// <summary>A ladder did not go as the test wants it.</summary>
public sealed class LadderException(string message) : Exception(message);
