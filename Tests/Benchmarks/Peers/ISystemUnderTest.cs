namespace Telephony.Benchmarks.Peers;

/// <summary>What calls go through: takes them at <see cref="Address"/>, hands them on to one callee on loopback.</summary>
internal interface ISystemUnderTest : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Host and port where calls come in, UDP.</summary>
    string Address { get; }

    /// <summary>User and system time of all its processes so far.</summary>
    TimeSpan CpuTime { get; }

    /// <summary>Memory of all its processes that no file backs, in bytes.</summary>
    long MemoryBytes { get; }
}
