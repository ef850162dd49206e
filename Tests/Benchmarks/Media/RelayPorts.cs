namespace Telephony.Benchmarks.Media;

/// <summary>
/// Which ports a benchmark's relay and its load use on loopback: four per call and side, RTP even, RTCP above it.
/// <code>
/// load A 40000+4i  ── relay A 20000+4i │ relay B 20002+4i ── load B 40002+4i
/// </code>
/// </summary>
internal readonly record struct RelayPorts(int RelayFirst, int LoadFirst, int Calls)
{
    public static RelayPorts From(Arguments arguments) =>
        new(arguments.Number("--relay-port", 20000), arguments.Number("--load-port", 40000), arguments.Number("--calls", 400));

    public int RelayPort(int leg) => RelayFirst + (2 * leg);

    public int LoadPort(int leg) => LoadFirst + (2 * leg);

    public int Legs => 2 * Calls;
}
