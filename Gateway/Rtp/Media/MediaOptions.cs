using Telephony.Net.Addresses;
using Telephony.Rtp.Ports;

namespace Telephony.Rtp.Media;

/// <summary>Settings of the media plane.</summary>
public sealed record MediaOptions
{
    public const string Section = "Telephony:Media";

    /// <summary>Ports of each local address; the default lies below the ephemeral range of Linux.</summary>
    public PortRange Ports { get; init; } = PortRange.Default;

    /// <summary>Local addresses, ports ignored; the first is the default of a leg.</summary>
    public IReadOnlyList<NetEndpoint> Addresses { get; init; } = [NetEndpoint.FromV4(0x7F00_0001, 0)];

    /// <summary>Expedited forwarding (RFC 3246).</summary>
    public int Dscp { get; init; } = 46;

    /// <summary>How long a port lies idle between two calls.</summary>
    public TimeSpan PortRest { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a port that another program holds is left alone.</summary>
    public TimeSpan PortPark { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Open ports kept between two calls, per worker, for opening and closing them is most of what the media of a short call costs. Filled by calls
    /// that end, and at most three quarters of all ports over all workers.
    /// </summary>
    public int WarmPorts { get; init; } = 8192;

    /// <summary>How long the latched source must be silent before another address of the trunk may take over.</summary>
    public TimeSpan TakeOverAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Minimum interval of RTCP reports, randomised by half (RFC 3550 6.2).</summary>
    public TimeSpan RtcpInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Every mistake in a sentence that says what to change; none when all is well.</summary>
    /// <param name="openFileLimit">What the process may open (<see cref="OpenFileLimit"/>), or null when unknown.</param>
    public IReadOnlyList<string> Validate(long? openFileLimit)
    {
        var mistakes = new List<string>();
        if (Addresses.Count == 0) mistakes.Add($"{Section}:Address is empty: name at least one local address, such as 127.0.0.1.");
        if (Dscp is < 0 or > 63) mistakes.Add($"{Section}:Dscp is {Dscp}: 0 to 63 are allowed, 46 marks voice.");
        if (PortRest < TimeSpan.Zero) mistakes.Add($"{Section}:PortRest is {PortRest}: it must not be negative.");
        if (WarmPorts < 0) mistakes.Add($"{Section}:WarmPorts is {WarmPorts}: it must not be negative.");
        if (RtcpInterval < TimeSpan.FromSeconds(1)) mistakes.Add($"{Section}:RtcpInterval is {RtcpInterval}: at least 1 s.");
        if (openFileLimit is { } limit && OpenFileLimit.Shortage(limit, Ports, Math.Max(1, Addresses.Count)) is { } shortage) mistakes.Add(shortage);
        return mistakes;
    }
}
