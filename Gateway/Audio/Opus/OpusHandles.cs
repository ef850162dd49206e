using Microsoft.Win32.SafeHandles;

namespace Telephony.Audio.Opus;

/// <summary>Owns a decoder of libopus: freed when its stream is disposed of, by the finalizer if that was forgotten.</summary>
internal sealed class OpusDecoderHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        LibOpus.DestroyDecoder(handle);
        return true;
    }
}

/// <summary>Owns an encoder of libopus.</summary>
internal sealed class OpusEncoderHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        LibOpus.DestroyEncoder(handle);
        return true;
    }
}
