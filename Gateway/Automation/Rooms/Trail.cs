using Telephony.Calls.Steering;

namespace Telephony.Automation.Rooms;

/// <summary>
/// The last half second of a sound, for whoever hears it at a pace of his own. One writer, any number of readers, on any media workers, no locks: a reader that falls behind leaves out what it missed.
/// </summary>
internal sealed class Trail
{
    private const int Samples = 8192;
    private const int Mask = Samples - 1;

    private readonly short[] _ring = new short[Samples];
    private long _written;

    public void Write(ReadOnlySpan<short> frame)
    {
        var at = (int)_written & Mask;
        var first = Math.Min(frame.Length, Samples - at);
        frame[..first].CopyTo(_ring.AsSpan(at));
        frame[first..].CopyTo(_ring);
        Volatile.Write(ref _written, _written + frame.Length);
    }

    /// <summary>Where one reader is. It waits for two frames before it begins, so that two clocks that beat apart do not tear.</summary>
    public sealed class Reader(Trail trail)
    {
        private const int Most = SteeredSound.FrameSamples * 6;

        private long _at = -1;
        private bool _runs;

        /// <summary>What came until now is not heard.</summary>
        public void Skip() => (_at, _runs) = (Volatile.Read(ref trail._written), false);

        /// <returns>False: there is no frame yet.</returns>
        public bool TryRead(Span<short> frame)
        {
            var waiting = Volatile.Read(ref trail._written) - _at;
            if (_at < 0 || waiting > Most)
            {
                Skip();
                return false;
            }
            if (waiting < (_runs ? frame.Length : 2 * frame.Length))
            {
                _runs &= waiting >= frame.Length;
                return false;
            }
            _runs = true;
            var at = (int)_at & Mask;
            var first = Math.Min(frame.Length, Samples - at);
            trail._ring.AsSpan(at, first).CopyTo(frame);
            trail._ring.AsSpan(0, frame.Length - first).CopyTo(frame[first..]);
            _at += frame.Length;
            return true;
        }
    }
}
