using System.Text;
using Telephony.Sip.Reliability;

namespace Telephony.Sip.UserAgents;

/// <summary>What is said of extensions that a peer may have to be spared.</summary>
/// <param name="Timer">Session timers (RFC 4028) are offered.</param>
public readonly record struct Extensions(ProvisionalReliability Reliability, bool Timer)
{
    /// <summary>All that the user agent knows.</summary>
    public static Extensions All => new(ProvisionalReliability.Supported, true);

    internal int Index => ((int)Reliability * 2) + (Timer ? 1 : 0);
}

/// <summary>Allow and Supported in whole lines, made once for each choice of <see cref="Extensions"/>.</summary>
internal sealed class CapabilityLines
{
    private readonly byte[][] _first = new byte[12][];
    private readonly byte[][] _requests = new byte[12][];   // the second half is compact
    private readonly byte[][] _responses = new byte[6][];

    public CapabilityLines(UserAgentOptions options)
    {
        var allow = Encoding.ASCII.GetString(options.Capabilities.Allow);
        var tags = Encoding.ASCII.GetString(options.Capabilities.Supported).Split(", ", StringSplitOptions.RemoveEmptyEntries);
        foreach (var reliability in Enum.GetValues<ProvisionalReliability>())
        {
            foreach (var timer in (ReadOnlySpan<bool>)[false, true])
            {
                var at = new Extensions(reliability, timer).Index;
                var supported = string.Join(", ", tags.Where(tag => (tag != "100rel" || reliability != ProvisionalReliability.Off) && (tag != "timer" || timer)));
                foreach (var (name, place) in (ReadOnlySpan<(string, int)>)[("Supported", at), ("k", at + 6)])
                {
                    _requests[place] = Lines(("Allow", allow), (name, supported), ("User-Agent", options.ProductName));
                    _first[place] = reliability == ProvisionalReliability.Required
                        ? Lines(("Allow", allow), (name, supported), ("Require", "100rel"), ("User-Agent", options.ProductName))
                        : _requests[place];
                }
                _responses[at] = Lines(("Allow", allow), ("Supported", supported), ("Server", options.ProductName));
            }
        }
    }

    /// <summary>Of an INVITE outside a dialog: the only one that demands 100rel.</summary>
    public ReadOnlySpan<byte> OfFirstInvite(Extensions extensions, bool compact) => _first[extensions.Index + (compact ? 6 : 0)];

    public ReadOnlySpan<byte> OfRequest(Extensions extensions, bool compact = false) => _requests[extensions.Index + (compact ? 6 : 0)];

    public ReadOnlySpan<byte> OfResponse(Extensions extensions) => _responses[extensions.Index];

    public static byte[] Lines(params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in headers)
        {
            if (value.Length > 0) text.Append(name).Append(": ").Append(value).Append("\r\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
