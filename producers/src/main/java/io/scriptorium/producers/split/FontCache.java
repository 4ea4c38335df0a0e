package io.scriptorium.producers.split;

import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.pdmodel.DefaultResourceCache;
import org.apache.pdfbox.pdmodel.graphics.PDXObject;

/**
 * Keeps what pages share, fonts above all, but no images: those of a scanned document are used
 * once, and would fill the memory until it runs short.
 */
final class FontCache extends DefaultResourceCache {
  @Override
  public void put(COSObject indirect, PDXObject object) {
    // An image or form is read again where it is used again.
  }
}
