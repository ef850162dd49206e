using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Telephony.Net.Addresses;
using Telephony.Net.Sockets;
using Telephony.Rtp.Ports;

namespace Telephony.Rtp.Media;

/// <summary>Opens the ports of new legs and takes those of closed ones back: warm ones first, then the oldest free number that really binds.</summary>
internal sealed class PortSource
{
    /// <summary>How many ports of other programs are skipped before a leg is refused: those of a whole second gateway, once a minute.</summary>
    private const int MaxAttempts = 2048;

    private static readonly TimeSpan QuietAfterSaying = TimeSpan.FromSeconds(10);

    private readonly INetwork _network;
    private readonly MediaOptions _options;
    private readonly ILogger _logger;
    private readonly PortAllocator[] _allocators;
    private readonly DatagramOptions _datagram;
    private readonly TimeProvider _clock;
    private readonly long _fileLimit = OpenFileLimit.Read() ?? 0;   // reading it opens a file, which is just what will not work when it is wanted
    private long _saidShortage;

    public PortSource(INetwork network, MediaOptions options, TimeProvider clock, ILogger logger)
    {
        (_network, _options, _clock, _logger) = (network, options, clock, logger);
        _datagram = new DatagramOptions(options.Dscp, Whole: true);
        _allocators = [.. options.Addresses.Select(_ => new PortAllocator(options.Ports, clock, options.PortRest, options.PortPark))];
    }

    public int PairsTaken => _allocators.Sum(static allocator => allocator.PairsTaken);

    public int PairsTotal => _allocators.Sum(static allocator => allocator.PairsTotal);

    /// <summary>Signalling thread. False: out of ports, or of open files (logged, with what to set).</summary>
    public bool TryOpen(MediaWorker worker, in MediaLegOptions leg, out MediaPort? port)
    {
        port = null;
        var index = IndexOf(leg.LocalAddress);
        if (worker.Warm.TryTake(index, leg.RtcpMux, out port)) return true;
        var allocator = _allocators[index];
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (!TryTake(allocator, leg.RtcpMux, out var number)) { if (MaySay()) _logger.OutOfPorts(_options.Ports, allocator.PairsTaken); return false; }
            var opened = new MediaPort(worker, index, number, leg.RtcpMux);
            try
            {
                opened.Open(_network, _options.Addresses[index], _datagram);
                port = opened;
                if (attempt > 0) _logger.PortsTaken(attempt, _options.Addresses[index].WithPort(number));
                return true;
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                Return(allocator, leg.RtcpMux, number);
                if (MaySay()) _logger.OutOfFiles(_fileLimit);
                return false;
            }
            catch (SocketException error)
            {
                if (attempt == 0) _logger.PortTaken(_options.Addresses[index].WithPort(number), error.SocketErrorCode);
                Park(allocator, leg.RtcpMux, number);
            }
        }
        return false;
    }

    /// <summary>Media thread.</summary>
    public void GiveBack(MediaWorker worker, MediaPort port)
    {
        port.Detach();
        if (!worker.Warm.TryKeep(port)) Close(port);
    }

    /// <summary>Media thread.</summary>
    public void Close(MediaPort port)
    {
        port.Close();
        Return(_allocators[port.AddressIndex], port.Muxed, port.Number);
    }

    // Once a while: each call that is refused for it would be a line else.
    private bool MaySay()
    {
        if (_saidShortage != 0 && _clock.GetElapsedTime(_saidShortage) < QuietAfterSaying) return false;
        _saidShortage = Math.Max(1, _clock.GetTimestamp());
        return true;
    }

    private int IndexOf(in NetEndpoint address)
    {
        if (address.Address == UInt128.Zero) return 0;
        for (var i = 0; i < _options.Addresses.Count; i++)
        {
            if (_options.Addresses[i].SameAddress(address)) return i;
        }
        throw new ArgumentException($"{address} is not one of the media addresses ({string.Join(", ", _options.Addresses)}).", nameof(address));
    }

    private static bool TryTake(PortAllocator allocator, bool muxed, out ushort number) =>
        muxed ? allocator.TryTakeSingle(out number) : allocator.TryTakePair(out number);

    private static void Return(PortAllocator allocator, bool muxed, ushort number)
    {
        if (muxed) allocator.ReturnSingle(number);
        else allocator.ReturnPair(number);
    }

    private static void Park(PortAllocator allocator, bool muxed, ushort number)
    {
        if (muxed) allocator.ParkSingle(number);
        else allocator.ParkPair(number);
    }
}
