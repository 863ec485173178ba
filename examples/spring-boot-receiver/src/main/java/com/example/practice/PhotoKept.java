package com.example.practice;

import nz.co.medimage.api.PhotoId;

/**
 * A photo is not filed, but kept until a person decides.
 *
 * @param id the photo
 * @param from the device that sent it
 * @param why one sentence
 */
public record PhotoKept(PhotoId id, String from, String why) {}
