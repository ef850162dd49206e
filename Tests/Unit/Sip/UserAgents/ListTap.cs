using Telephony.Net.Addresses;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;

namespace Telephony.Unit.Sip.UserAgents;

/// <summary>A ladder as lines: direction and method or status.</summary>
internal sealed class ListTap : ISipTap
{
    public List<string> Lines { get; } = [];

    public int Place { get; set; }

    public void OnMessage(bool outgoing, ReadOnlySpan<byte> raw, in NetEndpoint local, in NetEndpoint peer)
    {
        Assert(local.Port != 0 && peer.Port != 0);
        var words = SipText.ToText(raw[..raw.IndexOf((byte)'\r')]).Split(' ');
        Lines.Add($"{(outgoing ? "out" : "in")} {(words[0] == "SIP/2.0" ? words[1] : words[0])}");
    }

    private static void Assert(bool condition)
    {
        if (!condition) throw new InvalidOperationException("A tap was not told the addresses.");
    }
}
