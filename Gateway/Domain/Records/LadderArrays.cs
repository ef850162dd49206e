namespace Telephony.Domain.Records;

/// <summary>
/// Arrays of ladders between two calls, a stack for each size and thread: a ladder grows and ends on its call's loop, so that no lock is needed. The pool of the
/// framework keeps a few dozen of a size, and a gateway has as many ladders as calls.
/// </summary>
internal static class LadderArrays
{
    public const int Smallest = 1024;

    /// <summary>Bytes that a thread keeps of the smallest size, which is what a call has while it talks; of each other size an eighth, for calls that are being set up.</summary>
    private const int MostKept = 8 * 1024 * 1024;

    private const int Sizes = 6;    // to 32 kB, the longest ladder

    [ThreadStatic]
    private static Stack<byte[]>?[]? _kept;

    /// <summary>An array of at least that many bytes; what is in it is of no meaning.</summary>
    public static byte[] Rent(int bytes)
    {
        var place = PlaceOf(bytes);
        if (place >= Sizes) return new byte[bytes];
        return _kept?[place] is { } kept && kept.TryPop(out var array) ? array : GC.AllocateUninitializedArray<byte>(Smallest << place);
    }

    public static void Return(byte[] array)
    {
        var place = PlaceOf(array.Length);
        if (place >= Sizes || array.Length != Smallest << place) return;
        var kept = (_kept ??= new Stack<byte[]>?[Sizes])[place] ??= new();
        if (kept.Count < (place == 0 ? MostKept : MostKept / 8) / array.Length) kept.Push(array);
    }

    private static int PlaceOf(int bytes) => bytes <= Smallest ? 0 : int.Log2((bytes - 1) / Smallest) + 1;
}
