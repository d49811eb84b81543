import { ValidateIf } from 'class-validator';

/** The member may be absent. Unlike class-validator's IsOptional it may not be null: there is one way to leave it out. */
export const Optional = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);
