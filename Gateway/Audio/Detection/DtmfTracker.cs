namespace Telephony.Audio.Detection;

/// <summary>
/// From what each window of 8 ms heard to keys: three windows alike begin one (with the first half window that is some 32 ms of tone), three without it end it, so that a
/// drop-out of less than 10 ms is bridged. Another key that sounds without a pause ends the one before.
/// </summary>
internal struct DtmfTracker
{
    private const int WindowsToBegin = 3;
    private const int WindowsToEnd = 3;
    private static readonly TimeSpan Hop = TimeSpan.FromMilliseconds(8);

    private char _candidate;
    private int _alike;
    private int _missed;
    private int _length;           // of the current key, in windows

    public char Current { get; private set; }

    public readonly bool IsSuspected => _candidate != '\0' || Current != '\0';

    /// <param name="heard">The key of the window, NUL for none.</param>
    public bool Next(char heard, out DtmfEvent happened)
    {
        (_alike, _candidate) = (heard == _candidate ? _alike + 1 : 1, heard);
        if (Current != '\0')
        {
            _length++;
            _missed = heard == Current ? 0 : _missed + 1;
            if (_missed >= WindowsToEnd)
            {
                happened = new DtmfEvent(Current, IsEnd: true, (_length - _missed + 1) * Hop);
                Current = '\0';
                return true;
            }
        }
        else if (heard != '\0' && _alike >= WindowsToBegin)
        {
            (Current, _missed, _length) = (heard, 0, _alike);
            happened = new DtmfEvent(heard, IsEnd: false, (_length + 1) * Hop);
            return true;
        }
        happened = default;
        return false;
    }
}
