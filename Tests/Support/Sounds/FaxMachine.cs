using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Telephony.Support.Sounds;

/// <summary>A fax machine of libspandsp (T.30 over its modems, V.27ter to V.17), as 8 kHz samples in and out: 160 every 20 ms. One thread.</summary>
public sealed unsafe partial class FaxMachine : IDisposable
{
    private const string Library = "libspandsp.so.2";
    private const int AllModems = 1 | 2 | 4;

    private readonly nint _fax;
    private GCHandle _self;

    private FaxMachine(bool calls)
    {
        _fax = Create(0, calls ? 1 : 0);
        _self = GCHandle.Alloc(this);
        TransmitOnIdle(_fax, 1);
        var session = Session(_fax);
        SetModems(session, AllModems);
        SetEndHandler(session, &OnEnd, GCHandle.ToIntPtr(_self));
    }

    /// <summary>Null while it works; 0: all pages went over.</summary>
    public int? Result { get; private set; }

    public static FaxMachine Sending(string tiff)
    {
        var machine = new FaxMachine(calls: true);
        SetTransmitFile(Session(machine._fax), Encoding.UTF8.GetBytes(tiff + "\0"), -1, -1);
        return machine;
    }

    public static FaxMachine Receiving(string tiff)
    {
        var machine = new FaxMachine(calls: false);
        SetReceiveFile(Session(machine._fax), Encoding.UTF8.GetBytes(tiff + "\0"), -1);
        return machine;
    }

    public void Speak(Span<short> samples)
    {
        fixed (short* place = samples)
        {
            var made = Transmit(_fax, place, samples.Length);
            samples[made..].Clear();
        }
    }

    public void Hear(ReadOnlySpan<short> samples)
    {
        fixed (short* place = samples) _ = Receive(_fax, place, samples.Length);
    }

    public void Dispose()
    {
        if (!_self.IsAllocated) return;
        _ = Free(_fax);
        _self.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnEnd(nint session, nint user, int result) => ((FaxMachine)GCHandle.FromIntPtr(user).Target!).Result = result;      // set at its making

    [LibraryImport(Library, EntryPoint = "fax_init")]
    private static partial nint Create(nint state, int calls);

    [LibraryImport(Library, EntryPoint = "fax_free")]
    private static partial int Free(nint state);

    [LibraryImport(Library, EntryPoint = "fax_rx")]
    private static partial int Receive(nint state, short* samples, int length);

    [LibraryImport(Library, EntryPoint = "fax_tx")]
    private static partial int Transmit(nint state, short* samples, int most);

    [LibraryImport(Library, EntryPoint = "fax_set_transmit_on_idle")]
    private static partial void TransmitOnIdle(nint state, int always);

    [LibraryImport(Library, EntryPoint = "fax_get_t30_state")]
    private static partial nint Session(nint state);

    [LibraryImport(Library, EntryPoint = "t30_set_supported_modems")]
    private static partial int SetModems(nint session, int modems);

    [LibraryImport(Library, EntryPoint = "t30_set_tx_file")]
    private static partial void SetTransmitFile(nint session, ReadOnlySpan<byte> file, int first, int last);

    [LibraryImport(Library, EntryPoint = "t30_set_rx_file")]
    private static partial void SetReceiveFile(nint session, ReadOnlySpan<byte> file, int last);

    [LibraryImport(Library, EntryPoint = "t30_set_phase_e_handler")]
    private static partial void SetEndHandler(nint session, delegate* unmanaged[Cdecl]<nint, nint, int, void> handler, nint user);
}
