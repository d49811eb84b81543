// CommonJS add-ons of Nest require it inside a module cycle unless Nest was loaded first.
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';
