namespace Telephony.Net.Loops;

/// <summary>How the loops of a network run.</summary>
public sealed record LoopOptions
{
    /// <summary>The framework's sockets on Linux too, instead of epoll.</summary>
    public bool Portable { get; init; }

    /// <summary>Read and send many datagrams a call where the kernel can; false: as if it could not.</summary>
    public bool Rings { get; init; } = true;

    /// <summary>Threads of the real-time class, on Linux. Where the kernel refuses, the log says what it wants, and they run in the usual class.</summary>
    public bool RealTime { get; init; }
}
