namespace Telephony.Benchmarks.Media;

/// <summary>
/// The yardstick: what relaying costs when nothing is done but receive and send. One thread, one epoll, two ports a call, no checks, no statistics.
/// </summary>
internal static unsafe class PlainRelay
{
    private const int MaxEvents = 256;

    public static int Run(string[] args)
    {
        var ports = RelayPorts.From(new Arguments(args));
        var epoll = LinuxCalls.OpenEpoll();
        var sockets = new int[ports.Legs];
        var peers = new LinuxCalls.LoopbackAddress[ports.Legs];
        for (var leg = 0; leg < ports.Legs; leg++)
        {
            sockets[leg] = LinuxCalls.OpenPort(ports.RelayPort(leg));
            peers[leg] = new LinuxCalls.LoopbackAddress(ports.LoadPort(leg));
            LinuxCalls.Watch(epoll, sockets[leg], leg);
        }
        Console.WriteLine("READY");
        using var ended = new EndOfInput();
        Relay(epoll, sockets, peers, ended);
        return 0;
    }

    private static void Relay(int epoll, int[] sockets, LinuxCalls.LoopbackAddress[] peers, EndOfInput ended)
    {
        var events = stackalloc LinuxCalls.EpollEvent[MaxEvents];
        var buffer = stackalloc byte[2048];
        var from = stackalloc byte[28];
        var second = new LinuxCalls.TimeSpec { Seconds = 1 };
        fixed (LinuxCalls.LoopbackAddress* addresses = peers)
        {
            while (!ended.Reached)
            {
                var ready = LinuxCalls.Wait(epoll, events, MaxEvents, &second, null);
                for (var i = 0; i < ready; i++)
                {
                    var leg = (int)events[i].Data;
                    var fromLength = 28u;
                    var length = LinuxCalls.Receive(sockets[leg], buffer, 2048, LinuxCalls.DontWait, from, &fromLength);
                    if (length <= 0) continue;
                    var far = leg ^ 1;
                    LinuxCalls.Send(sockets[far], buffer, (nuint)length, LinuxCalls.DontWait, (byte*)&addresses[far], LinuxCalls.LoopbackAddress.Length);
                }
            }
        }
    }
}
