using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;

namespace Telephony.Rtp.Media;

/// <summary>
/// The media of all calls of a process: workers, ports and counters. Each call's media is a <see cref="MediaSession"/> on one worker.
/// Any thread may open sessions.
/// </summary>
public sealed class MediaPlane : IDisposable
{
    private readonly MediaWorker[] _workers;

    /// <param name="workers">One or more loops; they may be the signalling loops themselves, which saves the hops between them.</param>
    /// <param name="random">Seeds source identifiers and report intervals; null takes a seed from the system.</param>
    public MediaPlane(INetwork network, IReadOnlyList<IEventLoop> workers, MediaOptions options, ILogger<MediaPlane>? logger = null, Random? random = null)
    {
        if (workers.Count == 0) throw new ArgumentException("At least one loop is needed for media.", nameof(workers));
        Options = options;
        Ports = new PortSource(network, options, workers[0].Clock, logger ?? NullLogger<MediaPlane>.Instance);
        var warm = Math.Min(options.WarmPorts, Ports.PairsTotal * 3 / 4 / workers.Count);
        _workers = [.. workers.Select(loop => new MediaWorker(loop, options, WarmPortsOf(loop, warm), new Random(NextSeed(random))))];
    }

    public MediaOptions Options { get; }

    public MediaPlaneStatistics Statistics => MediaPlaneStatistics.Read(_workers, Ports);

    internal PortSource Ports { get; }

    /// <summary>Opens the media of one call on the caller's own loop when that is a worker, else on the worker with the fewest legs.</summary>
    /// <param name="observerLoop">Where the observer is called.</param>
    public MediaSession Open(IMediaObserver observer, IEventLoop observerLoop) => new(this, Choose(observerLoop), observer, observerLoop);

    /// <summary>Closes ports that rest; sessions are closed by their owners before.</summary>
    public void Dispose()
    {
        foreach (var worker in _workers)
        {
            worker.Run(static worker => ((MediaWorker)worker!).Dispose(), worker);
            foreach (var port in worker.Warm.Close())
            {
                worker.Run(static state => { var (plane, port) = ((MediaPlane, MediaPort))state!; plane.Ports.Close(port); }, (this, port));
            }
        }
    }

    private MediaWorker Choose(IEventLoop observerLoop)
    {
        var best = _workers[0];
        foreach (var worker in _workers)
        {
            if (ReferenceEquals(worker.Loop, observerLoop)) return worker;
            if (worker.Load < best.Load) best = worker;
        }
        return best;
    }

    private WarmPorts WarmPortsOf(IEventLoop loop, int capacity) => new(Options.Addresses.Count, capacity, loop.Clock, Options.PortRest);

    private static int NextSeed(Random? random) => random?.Next() ?? RandomNumberGenerator.GetInt32(int.MaxValue);
}
